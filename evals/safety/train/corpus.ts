/** What the classifier learns from: the permissive sources of the data folder and our own lines. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import type { Random } from "../../../src/state/random.ts";
import { framed } from "./frames.ts";
import { type Label, ownLines } from "./own-lines.ts";
import { ideaTexts, planTexts, safeguardTexts } from "./own-plans.ts";

export interface Example {
  readonly text: string;
  readonly label: Label;
  /** File of the data folder, or `own:<file>:<section>`. */
  readonly source: string;
  /** What must stay on one side of a split: the phrase behind several sentences, or the text itself. */
  readonly group: string;
  readonly weight: number;
}

/** Sources that may be trained on: most lines taken, and the weight of each line. */
const SOURCES: Readonly<Record<string, { most: number; weight: number }>> = {
  advbench: { most: 468, weight: 0.7 },
  atlas_safe: { most: 438, weight: 1 },
  atlas_unsafe: { most: 711, weight: 1 },
  asb_benign_dev: { most: 26, weight: 1 },
  bfcl: { most: 1500, weight: 0.6 },
  bipia_code_attack: { most: 100, weight: 1 },
  cse_mitre_frr: { most: 250, weight: 0.5 },
  garak_sysprompt: { most: 28, weight: 1 },
  gptfuzz_questions: { most: 95, weight: 1 },
  hb_adv_training: { most: 100, weight: 1 },
  inthewild_jailbreak: { most: 475, weight: 0.5 },
  redcode_bash: { most: 162, weight: 0.7 },
  selfinstruct_seed: { most: 175, weight: 1 },
  synth_contrast: { most: 2724, weight: 0.5 },
  taskbench: { most: 1500, weight: 0.6 },
  tdc2023: { most: 26, weight: 1 },
};
/** Sentences made of one verb phrase. */
const FRAMES = 3;
/** Tasks of our own plans; they are alike, so that more teach nothing. */
const PLANS = 400;
/** Harmless tasks that each safeguard is put behind. */
const SAFEGUARDED = 8;
/** Texts of several lines, and which of them hold harm: every fourth. */
const LONG_TEXTS = 1_200;
const HARM_EVERY = 4;

const LineSchema = z.object({ text: z.string(), label: z.enum(["safe", "unsafe", "neutral"]) });

export function readLines(path: string): { text: string; label: Label }[] {
  return readFileSync(path, "utf8")
    .split("\n")
    .filter(Boolean)
    .map((line) => LineSchema.parse(JSON.parse(line)))
    .flatMap(({ text, label }) => (label === "neutral" ? [] : [{ text, label }]));
}

/** Several lines together, and some with one harmful line among them. */
function longTexts(lines: readonly Example[], random: Random): Example[] {
  const calm = lines.filter(({ label }) => label === "safe");
  const harmful = lines.filter(({ source, label }) => label === "unsafe" && source.startsWith("own:"));
  return Array.from({ length: LONG_TEXTS }, (_, index): Example => {
    const parts = Array.from({ length: 2 + random.int(4) }, () => random.pick(calm).text);
    const label = index % HARM_EVERY === 0 ? "unsafe" : "safe";
    if (label === "unsafe") parts.splice(random.int(parts.length + 1), 0, random.pick(harmful).text);
    const text = parts.join(random.int(2) === 0 ? "\n" : " ");
    return { text, label, source: "long", group: text, weight: 0.7 };
  });
}

/** All examples, in an order that depends on the seed of `random` only. */
export function corpus(folder: string, random: Random): Example[] {
  const given = Object.entries(SOURCES).flatMap(([source, { most, weight }]) => {
    const path = join(folder, `${source}.jsonl`);
    if (!existsSync(path)) throw new Error(`${path} is missing`);
    const lines = random.shuffle(readLines(path)).slice(0, most);
    return lines.map((line) => ({ ...line, source, group: line.text, weight }));
  });
  const own = ownLines().flatMap(({ text, label, category, file, phrase }) => {
    const source = `own:${file.replace(/\.yaml$/, "")}:${category}`;
    const texts = phrase ? framed(text, FRAMES, random) : [text];
    return texts.map((line) => ({ text: line, label, source, group: text, weight: phrase ? 0.6 : 2.5 }));
  });
  const plans = random
    .shuffle(planTexts())
    .slice(0, PLANS)
    .map((text): Example => ({ text, label: "safe", source: "plans", group: text, weight: 0.5 }));
  // A safeguard comes after any task, so that it is learned both alone and behind one.
  const calm = own.filter(({ label }) => label === "safe");
  const safeguards = safeguardTexts().flatMap((text) =>
    [
      text,
      ...random
        .shuffle(calm)
        .slice(0, SAFEGUARDED)
        .map((line) => `${line.text} ${text}`),
    ].map((line): Example => ({ text: line, label: "safe", source: "safeguards", group: text, weight: 0.5 })),
  );
  const ideas = ideaTexts().map(
    (text): Example => ({ text, label: "safe", source: "ideas", group: text, weight: 0.7 }),
  );
  return [...given, ...own, ...plans, ...ideas, ...safeguards, ...longTexts([...given, ...own], random)];
}
