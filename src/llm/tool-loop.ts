import { z } from "zod";
import type { Tier } from "../state/agent.ts";
import { GenesisError } from "../state/errors.ts";
import { dataBlock } from "./data-block.ts";
import type { LanguageModel } from "./gateway.ts";
import type { TaskKind } from "./models.ts";

/** Something a model may ask for while it works: pure or read-only. What it returns is shown to the model as data. */
export interface Tool {
  readonly name: string;
  /** One sentence, with what `input` has to be. */
  readonly description: string;
  run(input: unknown): unknown;
}

/** What a model hands in, judged: a value, or what is wrong with it. */
export type Verdict<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly findings: readonly unknown[] };

export interface ToolLoopOptions<T> {
  readonly llm: LanguageModel;
  readonly kind: TaskKind;
  readonly tier?: Tier | undefined;
  readonly node: string;
  readonly system: string;
  readonly user: string;
  readonly tools: readonly Tool[];
  /** The tool that ends the work when what it is given is accepted. */
  readonly submit: Pick<Tool, "name" | "description"> & { judge(input: unknown): Promise<Verdict<T>> };
  /** Replies of the model in all. */
  readonly maxSteps: number;
  /** How often the model may hand in again after the first time. */
  readonly maxRepairs: number;
  readonly signal: AbortSignal;
}

export interface ToolLoopResult<T> {
  readonly value: T;
  readonly steps: number;
  readonly repairs: number;
}

const StepSchema = z.strictObject({
  tool: z.string().min(1).max(60),
  input: z.record(z.string(), z.unknown()).default({}),
});

/** Characters of what happened that are sent along; the latest matters most. */
const MAX_TRANSCRIPT = 24_000;
const MAX_RESULT = 8_000;

/**
 * Lets a model work with tools until it hands in something that is accepted. Each step is one structured reply
 * (`generate`), so that timeouts, retries, redaction, bills and budgets are those of every other call, and servers
 * without native tool calls will do. Throws what the gateway throws, MODEL_STEPS_SPENT, MODEL_REPAIRS_SPENT.
 */
export async function runTools<T>(options: ToolLoopOptions<T>): Promise<ToolLoopResult<T>> {
  const { llm, kind, tier, node, tools, submit, maxSteps, maxRepairs, signal } = options;
  const known = new Map(tools.map((tool) => [tool.name, tool]));
  const transcript: string[] = [];
  let repairs = 0;
  for (let steps = 1; steps <= maxSteps; steps += 1) {
    signal.throwIfAborted();
    const { value: step } = await llm.generate({
      kind,
      ...(tier && { tier }),
      node,
      system: `${options.system}\n\n${instructions(options)}`,
      user: `${options.user}\n\n${soFar(transcript, maxSteps - steps + 1)}`,
      schema: StepSchema,
      schemaName: "step",
      signal,
    });
    if (step.tool === submit.name) {
      const verdict = await submit.judge(step.input);
      if (verdict.ok) return { value: verdict.value, steps, repairs };
      if (repairs === maxRepairs) throw repairsSpent(repairs, verdict.findings);
      repairs += 1;
      transcript.push(entry(step, { not_accepted_because: verdict.findings }));
    } else {
      transcript.push(
        entry(step, resultOf(known.get(step.tool), step.input, [...known.keys(), submit.name])),
      );
    }
  }
  throw new GenesisError("MODEL_STEPS_SPENT", `The model handed nothing in within ${maxSteps} steps.`, {
    category: "third_party",
    hint: "Name a more capable model in GENESIS_MODEL.",
  });
}

function instructions<T>({ tools, submit }: ToolLoopOptions<T>): string {
  const lines = [...tools, submit].map(({ name, description }) => `- ${name}: ${description}`);
  return `Work in steps. Each reply is one JSON object {"tool": <name>, "input": <object>} that uses one of:\n${lines.join("\n")}`;
}

function soFar(transcript: readonly string[], left: number): string {
  const text = transcript.join("\n").slice(-MAX_TRANSCRIPT);
  const before = text === "" ? "" : `${dataBlock("steps_so_far", text)}\n\n`;
  return `${before}Steps left: ${left}.`;
}

function entry(step: z.infer<typeof StepSchema>, result: unknown): string {
  const asked = JSON.stringify(step).slice(0, MAX_RESULT);
  return `asked: ${asked}\nanswer: ${JSON.stringify(result).slice(0, MAX_RESULT)}`;
}

function resultOf(tool: Tool | undefined, input: unknown, names: readonly string[]): unknown {
  if (!tool) return { error: `There is no such tool. Use one of: ${names.join(", ")}.` };
  return tool.run(input) ?? null;
}

function repairsSpent(repairs: number, findings: readonly unknown[]): GenesisError {
  const last = JSON.stringify(findings[0] ?? "").slice(0, 200);
  return new GenesisError("MODEL_REPAIRS_SPENT", `Still not usable after ${repairs} repairs: ${last}`, {
    category: "third_party",
    hint: "Name a more capable model in GENESIS_MODEL.",
  });
}
