import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { run as ablate } from "../../../evals/memory/ablation.ts";
import { readConversations } from "../../../evals/memory/conversations.ts";
import { run } from "../../../evals/memory/index.ts";
import { holds } from "../../../evals/report.ts";

const data = (name: string) => fileURLToPath(new URL(`../../../evals/memory/data/${name}`, import.meta.url));
const FILES = ["tuning.jsonl", "held-out.jsonl"].map(data);

describe("memory suite", () => {
  it.each(FILES)("keeps its promise over BM25 on %s", async (file) => {
    const report = await run({ train: [], test: [file] });
    expect(report.claims.map((claim) => [claim.claim, holds(claim)])).toEqual([
      ["recall@5 above plain BM25", true],
      ["recall@10 above plain BM25", true],
    ]);
    expect(Object.keys(report.metrics)).toEqual(["recall@5", "recall@10"]);
    expect(report.baselines.bm25?.["recall@10"]).toBeGreaterThan(0);
  });

  it("adds up its categories to the whole", async () => {
    const { details = {}, metrics, data: measured } = await run({ train: [], test: FILES });
    const rows = Object.entries(details).filter(([name]) => name.startsWith("category "));
    const sum = (figure: string) =>
      rows.reduce((total, [, row]) => total + (row.questions ?? 0) * (row[figure] ?? 0), 0) / measured.items;
    expect(rows.map(([name]) => name)).toContain("category multi-hop");
    expect(sum("recall@5")).toBeCloseTo(metrics["recall@5"] ?? Number.NaN, 9);
    expect(details["left out"]).toEqual({ "questions without evidence": 0, "unknown evidence ids": 0 });
  });

  it("needs a file", async () => {
    await expect(run({ train: [], test: [] })).rejects.toThrow(/--test/);
    await expect(ablate({ train: [], test: [] })).rejects.toThrow(/--test/);
  });
});

describe("ablation suite", () => {
  it("measures the same ranking as the memory suite, and stays above BM25 on poorer data", async () => {
    const options = { train: [], test: FILES.slice(0, 1) };
    const [{ metrics, baselines }, ablation] = [await run(options), await ablate(options)];
    expect(ablation.metrics).toEqual(metrics);
    expect(ablation.baselines).toEqual(baselines);
    for (const name of ["turns in any order", "no dates", "one speaker"]) {
      const { "recall@10": ours = 0, "bm25@10": plain = 1 } = ablation.details?.[name] ?? {};
      expect(ours).toBeGreaterThan(plain);
    }
  });
});

describe("data", () => {
  it("is long, dated and answered by turns that exist", async () => {
    for (const { turns, questions } of await readConversations(FILES)) {
      expect(turns.length).toBeGreaterThanOrEqual(150);
      expect(new Set(turns.map(({ date }) => date)).size).toBeGreaterThanOrEqual(8);
      const ids = new Set(turns.map(({ id }) => id));
      expect(ids.size).toBe(turns.length);
      for (const { question, evidence } of questions) {
        expect(evidence.length, question).toBeGreaterThan(0);
        expect(evidence.filter((id) => !ids.has(id))).toEqual([]);
      }
    }
  });
});
