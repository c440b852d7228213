import { describe, expect, it } from "vitest";
import { itemEntries, requiredEntries, termEntry, textEntries } from "../../src/stores/entries.ts";
import { parseFilter } from "../../src/stores/filter.ts";

const required = (prefix: string[], filter: object) => requiredEntries(prefix, parseFilter(filter));

describe("index entries", () => {
  const namespace = ["business", "saas_tool"];
  const entries = itemEntries(namespace, {
    status: "done",
    at: { depth: 2, more: { deep: 1 } },
    list: [1],
    no: null,
  });

  it("are numbers that every backend can store", () => {
    for (const entry of entries) expect(Number.isSafeInteger(entry) && entry >= 0).toBe(true);
  });

  it("find an item by every prefix of its namespace, alone and with a field", () => {
    for (const prefix of [[], ["business"], namespace]) {
      for (const filter of [{}, { status: "done" }, { "at.depth": 2 }, { status: "done", "at.depth": 2 }]) {
        const wanted = required(prefix, filter);
        expect([prefix, filter, wanted.every((entry) => entries.includes(entry))]).toEqual([
          prefix,
          filter,
          true,
        ]);
      }
    }
  });

  it("do not find it elsewhere, by another value or by another type", () => {
    for (const [prefix, filter] of [
      [["saas_tool"], {}],
      [["business", "saas"], {}],
      [["business"], { status: "open" }],
      [["business"], { status: 1 }],
      [["agent"], { status: "done" }],
    ] as const) {
      expect(required([...prefix], filter).some((entry) => entries.includes(entry))).toBe(false);
    }
  });

  it("fall back to the prefix for what is not looked up", () => {
    const prefixOnly = required(["business"], {});
    for (const filter of [
      { status: null },
      { status: { $ne: "done" } },
      { score: { $gt: 1 } },
      { status: { $in: ["done"] } },
      { "at.more.deep": 1 },
    ]) {
      expect(required(["business"], filter)).toEqual(prefixOnly);
    }
  });

  it("find a text by its terms below every prefix", () => {
    const found = textEntries(namespace, ["stripe", "checkout"]);
    expect(found).toHaveLength(6);
    expect(found).toContain(termEntry([], "stripe"));
    expect(found).toContain(termEntry(namespace, "checkout"));
    expect(found).not.toContain(termEntry(["other"], "stripe"));
  });

  it("seldom meet", () => {
    const many = Array.from({ length: 50_000 }, (_, at) => termEntry(["n"], `term${at}`));
    expect(new Set(many).size).toBe(many.length);
    // Evenly spread over the low bits, by which databases partition.
    const odd = many.filter((entry) => entry % 2 === 1).length;
    expect(odd / many.length).toBeCloseTo(0.5, 1);
  });
});
