import { InMemoryStore } from "@langchain/langgraph";
import { describe, expect, it } from "vitest";
import { Memory } from "../../../src/stores/memory/memory.ts";
import { writeOf } from "../../../src/stores/memory/namespaces.ts";
import { chooseSimilar, rank, recallSimilar } from "../../../src/stores/memory/recall.ts";
import { openMemoryStores } from "../../../src/stores/open.ts";
import { aBusinessRecord, aFailure, onDay } from "../../support/memory.ts";

const NOW = Date.UTC(2026, 0, 31);
const about = (description: string, feature: string) => ({ description, mvp_features: [feature] });
const at = (id: string, day: number) => ({ run: id, written_at: onDay(day), execution_mode: "simulated" });

describe("rank", () => {
  it("puts relevance before age and outcome", () => {
    const records = [
      aBusinessRecord("new", {
        requirements: about("Plans shifts for nurses.", "Shift swap"),
        provenance: at("new", 30),
      }),
      aBusinessRecord("old", {
        success: false,
        requirements: about("Follows up on late invoices.", "Invoice reminders"),
        provenance: at("old", 1),
      }),
    ];
    const ranked = rank(records, "saas_tool chase late invoices with reminders", NOW);
    expect(ranked.map(({ record }) => record.business_id)).toEqual(["old", "new"]);
    expect(ranked[0]?.relevance).toBeGreaterThan(ranked[1]?.relevance ?? 1);
  });

  it("parts equally relevant runs by success, then by age, then by id", () => {
    const records = [
      aBusinessRecord("b", { provenance: at("b", 10) }),
      aBusinessRecord("a", { provenance: at("a", 10) }),
      aBusinessRecord("failed", { success: false, provenance: at("failed", 12) }),
      aBusinessRecord("newer", { provenance: at("newer", 20) }),
    ];
    const order = rank(records, "saas_tool", NOW).map(({ record }) => record.business_id);
    expect(order).toEqual(["newer", "a", "b", "failed"]);
    expect(rank(records.toReversed(), "saas_tool", NOW).map(({ record }) => record.business_id)).toEqual(
      order,
    );
  });

  it("is not confused by a time that is ahead or none", () => {
    const records = [
      aBusinessRecord("future", { provenance: at("future", 365) }),
      aBusinessRecord("broken", { provenance: { ...at("broken", 1), written_at: "?" } }),
    ];
    for (const { score } of rank(records, "saas_tool", NOW)) expect(score).toBeLessThanOrEqual(1.1);
  });
});

describe("chooseSimilar", () => {
  const ranked = (successes: boolean[]) =>
    successes.map((success, place) => ({
      record: aBusinessRecord(`${place}`, { success }),
      relevance: 1,
      score: 1 - place / 100,
    }));
  it.each([
    [
      [true, true, true, true, false],
      ["0", "1", "4"],
    ],
    [
      [false, false, false, true],
      ["0", "1", "3"],
    ],
    [
      [true, false, true, true],
      ["0", "1", "2"],
    ],
    [
      [true, true, true, true],
      ["0", "1", "2"],
    ],
    [[true], ["0"]],
    [[], []],
  ])("of %j takes %j", (successes, expected) => {
    expect(chooseSimilar(ranked(successes)).map(({ record }) => record.business_id)).toEqual(expected);
  });
});

describe("recallSimilar", () => {
  it("finds the most alike of many, not the newest, with what failed in it", async () => {
    const { store, close } = await openMemoryStores();
    const memory = new Memory(store);
    const alike = aBusinessRecord("alike", {
      requirements: about("Follows up on late invoices.", "Invoice reminders"),
      failures: [aFailure("build-feature", { feature: "Invoice reminders" })],
      provenance: at("alike", 1),
    });
    await memory.write([writeOf(alike)]);
    const others = Array.from({ length: 60 }, (_, place) =>
      aBusinessRecord(`other-${place}`, {
        requirements: about(`Plans shifts number ${place} for nurses.`, "Shift swap"),
        provenance: at(`other-${place}`, 20),
      }),
    );
    await memory.write(others.map(writeOf));
    const requirements = { description: "Reminds customers of late invoices." };
    const found = await recallSimilar(memory, { businessType: "saas_tool", requirements, now: NOW });
    expect(found).toHaveLength(3);
    expect(found[0]).toMatchObject({
      business_id: "alike",
      success: true,
      failures: [{ step: "build-feature", feature: "Invoice reminders" }],
    });
    expect(found[0]?.relevance).toBeGreaterThan(found[1]?.relevance ?? 1);
    await close();
  });

  it("works on a store without ranking, and keeps to the type", async () => {
    const memory = new Memory(new InMemoryStore());
    await memory.write([
      writeOf(aBusinessRecord("mine")),
      writeOf(aBusinessRecord("other", { business_type: "marketplace" })),
    ]);
    const found = await recallSimilar(memory, { businessType: "saas_tool", requirements: null, now: NOW });
    expect(found.map(({ business_id }) => business_id)).toEqual(["mine"]);
  });

  it("hands over little, however much was written", async () => {
    const memory = new Memory(new InMemoryStore());
    const long = "x".repeat(5_000);
    const record = aBusinessRecord("big", {
      requirements: { description: long, mvp_features: Array.from({ length: 50 }, (_, n) => `${n} feature`) },
      failures: Array.from({ length: 40 }, (_, n) => aFailure(`step-${n}`)),
      lesson: long,
    });
    await memory.write([writeOf(record)]);
    const found = await recallSimilar(memory, { businessType: "saas_tool", requirements: null, now: NOW });
    expect(JSON.stringify(found).length).toBeLessThan(4_000);
  });
});
