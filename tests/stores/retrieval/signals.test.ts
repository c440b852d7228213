import { describe, expect, it } from "vitest";
import { inverseFrequency } from "../../../src/stores/retrieval/bm25.ts";
import type { RetrievalDocument } from "../../../src/stores/retrieval/document.ts";
import { createSignals } from "../../../src/stores/retrieval/signals.ts";

const documents: RetrievalDocument[] = [
  { id: "0", text: "I went yesterday", author: "Ana Ruiz", date: "2023-05-08" },
  { id: "1", text: "Nice", author: "Will", date: "9:00 am on 20 May, 2023" },
  { id: "2", text: "Nice", author: "Ana Ruiz", date: "2023-07-01" },
  { id: "3", text: "Nice" },
];
const only = (weights: Partial<Parameters<typeof createSignals>[1]>) =>
  createSignals(documents, { authorWeight: 0, dateWeight: 0, answerWeight: 0, ...weights });
const boosts = (signals: { boost(at: number): number }) => documents.map((_, at) => signals.boost(at));

describe("author", () => {
  const signals = only({ authorWeight: 2 });

  it("raises the documents of the author named, by rarity", () => {
    const asked = signals("What did ana do?");
    expect([...asked.names]).toEqual(["ana"]);
    const share = 2 * inverseFrequency(2, 4);
    expect(boosts(asked)).toEqual([share, 0, share, 0]);
    expect(asked.named()).toEqual([0, 2]);
    expect(signals("What did Will say?").boost(1)).toBeGreaterThan(share);
  });

  it("takes a common word for a name only when it is written as one", () => {
    expect(signals("what will happen").names.size).toBe(0);
    expect([...signals("what will Will do").names]).toEqual(["will"]);
  });

  it("raises everyone alike when everyone is named", () => {
    const all = createSignals(documents.slice(0, 2), { authorWeight: 2, dateWeight: 0, answerWeight: 0 });
    const asked = all("Did Ana meet Will?");
    expect(asked.boost(0)).toBe(asked.boost(1));
  });
});

describe("date", () => {
  const signals = only({ dateWeight: 1 });

  it("raises the day named, and half as much what was said within two weeks after", () => {
    const [on, after, late, never] = boosts(signals("What happened on 8 May 2023?"));
    expect(on).toBeCloseTo(inverseFrequency(2, 4), 12);
    expect(after).toBeCloseTo((on ?? 0) / 2, 12);
    expect([late, never]).toEqual([0, 0]);
  });

  it("reads a month without its year in the years of the documents", () => {
    const asked = signals("What happened in July?");
    expect(asked.named()).toEqual([2]);
    expect(asked.boost(2)).toBeGreaterThan(0);
  });

  it("does not look back from the day named", () => {
    expect(signals("What happened on 9 May 2023?").boost(0)).toBe(0);
  });
});

describe("kind of answer", () => {
  it("raises documents that have one", () => {
    const signals = only({ answerWeight: 1 });
    expect(boosts(signals("When did she go?"))).toEqual([inverseFrequency(1, 4), 0, 0, 0]);
    expect(boosts(signals("Why did she go?"))).toEqual([0, 0, 0, 0]);
  });
});

it("says nothing about a query without signals", () => {
  const asked = only({ authorWeight: 1, dateWeight: 1, answerWeight: 1 })("");
  expect(boosts(asked)).toEqual([0, 0, 0, 0]);
  expect(asked.named()).toEqual([]);
});
