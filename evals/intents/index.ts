import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { z } from "zod";
import { type EvalOptions, type EvalReport, EvalUsageError, type Figures } from "../report.ts";
import { baselineBots } from "./baselines.ts";
import { type Bot, BotsSchema, productBots, type Question, QuestionSchema } from "./bots.ts";

const DATA = new URL("./data/", import.meta.url);
const HELD_OUT = new URL("held-out.jsonl", DATA).pathname;

/** The chat bot of products on questions that it was not taught: right answers, and false ones to what it can't know. */
export async function run({ test }: Pick<EvalOptions, "test">): Promise<EvalReport> {
  const files = test.length > 0 ? test : [HELD_OUT];
  const questions = files.flatMap(readQuestions);
  const bots = BotsSchema.parse(JSON.parse(readFileSync(new URL("bots.json", DATA), "utf8")));
  const product = productBots(bots);
  const unknown = questions.find(({ bot }) => !product.has(bot));
  if (unknown) throw new EvalUsageError(`There is no bot "${unknown.bot}".`);
  const metrics = figures(questions, product);
  const baselines = Object.entries(baselineBots(bots)).map(([name, one]) => [name, figures(questions, one)]);
  const named = [...new Set(questions.map(({ bot }) => bot))];
  const ofBot = (name: string) => questions.filter(({ bot }) => bot === name);
  return {
    suite: "intents",
    data: { train: [], test: files.map((file) => basename(file)), items: questions.length },
    metrics,
    baselines: Object.fromEntries(baselines),
    details: Object.fromEntries(named.map((name) => [name, figures(ofBot(name), product)])),
    claims: [
      {
        claim: "answered right, of what it was taught",
        value: metrics.right ?? 0,
        bound: "at least",
        limit: 0.85,
      },
      {
        claim: "answered wrong, of what it was taught",
        value: metrics.wrong ?? 1,
        bound: "at most",
        limit: 0.05,
      },
      {
        claim: "answered, of what it can't know",
        value: metrics.false_answers ?? 1,
        bound: "at most",
        limit: 0.1,
      },
    ],
  };
}

/** Shares of the questions that have an answer, and of those that have none. */
function figures(questions: readonly Question[], bots: ReadonlyMap<string, Bot>): Figures {
  const asked = questions.map(({ bot, text, intents }) => ({ intents, said: bots.get(bot)?.(text) }));
  const known = asked.filter(({ intents }) => intents.length > 0);
  const others = asked.filter(({ intents }) => intents.length === 0);
  const right = known.filter(({ intents, said }) => said !== undefined && intents.includes(said)).length;
  const unsure = known.filter(({ said }) => said === undefined).length;
  const share = (count: number, of: number) => (of === 0 ? 0 : count / of);
  return {
    right: share(right, known.length),
    wrong: share(known.length - right - unsure, known.length),
    unsure: share(unsure, known.length),
    false_answers: share(others.filter(({ said }) => said !== undefined).length, others.length),
  };
}

function readQuestions(file: string): Question[] {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    throw new EvalUsageError(`${file} can't be read: ${(error as Error).message}`);
  }
  return text
    .split("\n")
    .map((line, at) => ({ line, at: at + 1 }))
    .filter(({ line }) => line.trim() !== "")
    .map(({ line, at }) => parseLine(line, `${file}:${at}`));
}

function parseLine(line: string, where: string): Question {
  try {
    return QuestionSchema.parse(JSON.parse(line));
  } catch (error) {
    const why = error instanceof z.ZodError ? z.prettifyError(error) : (error as Error).message;
    throw new EvalUsageError(`${where}: ${why}`);
  }
}
