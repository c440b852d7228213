import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { EvalUsageError } from "../../evals/report.ts";
import { run } from "../../evals/routing/index.ts";
import { type RoutedPrompt, routingFigures } from "../../evals/routing/metrics.ts";
import { readPrompts } from "../../evals/routing/prompts.ts";

/** n prompts of which every second one needs the strong model. */
function prompts(n: number): RoutedPrompt[] {
  return Array.from({ length: n }, (_, index) => ({ prompt: `p${index}`, weak: index % 2, strong: 1 }));
}

function file(...lines: string[]): string {
  const path = join(mkdtempSync(join(tmpdir(), "genesis-eval-")), "prompts.jsonl");
  writeFileSync(path, lines.join("\n"));
  return path;
}

describe("routingFigures (RouteLLM's metrics)", () => {
  it("gives a ranking that is right everywhere 3/4 where half the prompts gain", () => {
    // Accuracy climbs to 1 at 50% strong calls and stays there: area over the weak model 0.25 of 0.5, plus 0.5.
    const rows = prompts(1_000);
    const figures = routingFigures(
      rows.map(({ weak }, index) => 1 - weak + index / 1e6),
      rows,
    );
    expect(figures.apgr).toBeCloseTo(0.75, 2);
    expect(figures.cpt50).toBeCloseTo(0.25, 2);
    expect(figures.cpt80).toBeCloseTo(0.4, 2);
  });

  it("gives an order that knows nothing one half, and a wrong one less", () => {
    const rows = prompts(1_000);
    expect(
      routingFigures(
        rows.map((_, index) => index),
        rows,
      ).apgr,
    ).toBeCloseTo(0.5, 2);
    expect(
      routingFigures(
        rows.map(({ weak }, index) => weak + index / 1e6),
        rows,
      ).apgr,
    ).toBeCloseTo(0.25, 2);
  });

  it("counts equal bin edges once, as the last edge takes only what is above it", () => {
    const rows = prompts(100);
    // All but one score are equal: edges 0 and 1, so all prompts strong, or none.
    const scores = rows.map((_, index) => (index === 99 ? 1 : 0));
    expect(routingFigures(scores, rows).apgr).toBeCloseTo(0.5, 5);
  });
});

describe("readPrompts", () => {
  it("reads lines, skips empty ones and drops other fields", async () => {
    const path = file(
      '{"prompt":"a","weak":0,"strong":1,"domain":"x"}',
      "",
      '{"prompt":"b","weak":1,"strong":1}',
    );
    expect(await readPrompts([path])).toEqual([
      { prompt: "a", weak: 0, strong: 1 },
      { prompt: "b", weak: 1, strong: 1 },
    ]);
  });

  it.each([
    ['{"prompt":"a","weak":0,"strong":1}\n{', /:2: /],
    ['{"prompt":"a","weak":2,"strong":1}', /:1: .*weak/s],
    ["", /no prompts/],
  ])("names the line of %j", async (text, message) => {
    await expect(readPrompts([file(text)])).rejects.toThrow(message);
    await expect(readPrompts([file(text)])).rejects.toBeInstanceOf(EvalUsageError);
  });

  it("names a file that is not there", async () => {
    await expect(readPrompts(["/nowhere.jsonl"])).rejects.toThrow(/nowhere/);
  });
});

describe("routing suite", () => {
  const line = (prompt: string, weak: number) => JSON.stringify({ prompt, weak, strong: 1 });
  /** Integrals defeat the weak model, capitals don't; length says nothing. */
  const workload = (from: number) =>
    file(
      ...Array.from({ length: 60 }, (_, index) => {
        const n = from + index;
        return index % 2 === 0
          ? line(`Evaluate the integral of x to the power ${n}`, 0)
          : line(`Name the capital of the country no. ${n} here`, 1);
      }),
    );

  it("beats every baseline but the oracle on a workload with an evident rule", async () => {
    const report = await run({ train: [workload(0)], test: [workload(100)] });
    const { random, length, oracle } = report.baselines;
    expect(report.data.items).toBe(60);
    expect(report.metrics.apgr).toBeGreaterThan(0.7);
    expect(report.metrics.apgr).toBeGreaterThan(random?.apgr ?? 1);
    expect(report.metrics.apgr).toBeGreaterThan(length?.apgr ?? 1);
    expect(oracle?.apgr).toBeCloseTo(0.75, 1);
    expect(report.claims.map(({ limit }) => limit)).toContain(0.59);
  });

  it.each([
    ["as good as", 1],
    ["better than", 0],
  ])(
    "refuses lines on which the weak model is %s the strong one: nothing is to recover",
    async (_what, strong) => {
      const same = JSON.stringify({ prompt: "x", weak: 1, strong });
      const test = file(same, same);
      await expect(run({ train: [workload(0)], test: [test] })).rejects.toThrow(
        `${test}: on the whole the strong model is no better`,
      );
      await expect(run({ train: [workload(0)], test: [test] })).rejects.toBeInstanceOf(EvalUsageError);
    },
  );

  it("takes prompts without a word and of 100,000 characters", async () => {
    const odd = file(line("", 0), line("y".repeat(100_000), 0), line("?", 1));
    const { metrics } = await run({ train: [odd], test: [odd] });
    expect(Number.isFinite(metrics.apgr)).toBe(true);
  });

  it("wants both files", async () => {
    await expect(run({ train: [], test: [workload(0)] })).rejects.toThrow(EvalUsageError);
  });
});
