import { describe, expect, it } from "vitest";
import type { Conversation } from "../../../evals/memory/conversations.ts";
import { figures, meanRecall, measureRecall, type Ranker } from "../../../evals/memory/recall.ts";

const conversation: Conversation = {
  id: "c",
  turns: Array.from({ length: 20 }, (_, at) => ({
    id: `t${at}`,
    speaker: "Ana",
    text: "Hi",
    date: undefined,
  })),
  questions: [
    { question: "a", evidence: ["t0", "t7"], category: "1" },
    { question: "b", evidence: ["t3", "t3", "gone"], category: "2" },
    { question: "c", evidence: ["gone", "away"], category: "2" },
    { question: "d", evidence: [], category: "1" },
  ],
};

/** Finds the turns in their order, whatever is asked. */
const inOrder: Ranker = (documents) => ({
  search: (_, { limit = 10 } = {}) => documents.slice(0, limit).map(({ id }) => ({ id, score: 1 })),
});

describe("measureRecall", () => {
  const result = measureRecall([conversation], inOrder);

  it("takes the share of the evidence among the first 5 and 10", () => {
    expect(result.questions).toEqual([
      { category: "1", at: [0.5, 1] },
      { category: "2", at: [1, 1] },
    ]);
  });

  it("counts what it leaves out", () => {
    expect(result.withoutEvidence).toBe(2);
    expect(result.unknownEvidence).toBe(3);
  });

  it("finds nothing with a ranker that finds nothing", () => {
    const { questions } = measureRecall([conversation], () => ({ search: () => [] }));
    expect(meanRecall(questions)).toEqual([0, 0]);
  });
});

describe("meanRecall", () => {
  it("is the mean over questions, and 0 without any", () => {
    const questions = [
      { category: "x", at: [0, 1] },
      { category: "y", at: [0.5, 0] },
    ];
    expect(meanRecall(questions)).toEqual([0.25, 0.5]);
    expect(meanRecall([])).toEqual([0, 0]);
    expect(figures([0.25, 0.5])).toEqual({ "recall@5": 0.25, "recall@10": 0.5 });
  });
});
