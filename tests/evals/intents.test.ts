import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { run } from "../../evals/intents/index.ts";
import { EvalUsageError, holds } from "../../evals/report.ts";
import { temporaryFolder } from "../support/services.ts";

it("the chat bot of a product answers what it was taught, and leaves the rest to a person", async () => {
  const { metrics, baselines, data, claims } = await run({ test: [] });
  expect(data.items).toBeGreaterThanOrEqual(85);
  expect(claims.filter((claim) => !holds(claim))).toEqual([]);
  for (const figures of Object.values(baselines)) {
    expect((metrics.right ?? 0) - (metrics.wrong ?? 1)).toBeGreaterThan(
      (figures.right ?? 1) - (figures.wrong ?? 0),
    );
    expect(metrics.false_answers).toBeLessThanOrEqual(figures.false_answers ?? 0);
  }
});

it.each([
  ["no JSON", "{"],
  ["something else", '{"text":"a"}'],
  ["a bot that there is not", '{"bot":"nobody","text":"a","intents":[]}'],
])("%s is wrong use", async (_what, line) => {
  const file = join(temporaryFolder(), "questions.jsonl");
  writeFileSync(file, `${line}\n`);
  await expect(run({ test: [file] })).rejects.toThrow(EvalUsageError);
});
