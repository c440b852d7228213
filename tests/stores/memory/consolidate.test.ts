import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { BestPracticeSchema } from "../../../src/state/memory-record.ts";
import { consolidate } from "../../../src/stores/memory/consolidate.ts";
import { aBusinessRecord, aFailure, onDay } from "../../support/memory.ts";

const run = (id: string, day: number, differences: Parameters<typeof aBusinessRecord>[1] = {}) =>
  aBusinessRecord(id, {
    ...differences,
    provenance: { run: id, written_at: onDay(day), execution_mode: "simulated" },
  });

describe("consolidate", () => {
  const records = [
    run("a", 1, {
      requirements: { mvp_features: ["CSV export", "Audit"] },
      team: ["qa", "builder", "deploy"],
    }),
    run("b", 2, { requirements: { mvp_features: ["csv export "] }, team: ["builder", "deploy", "qa"] }),
    run("c", 3, {
      success: false,
      requirements: { mvp_features: ["CSV export"] },
      failures: [aFailure("deploy-product", { error_code: "OLD_CODE" })],
    }),
    run("d", 4, {
      success: false,
      failures: [aFailure("deploy-product", { error_code: "TASK_TIMEOUT" }), aFailure("deploy-product")],
    }),
  ];

  it("makes practices of features, teams and failures seen often enough, with their support", () => {
    const practices = consolidate(records, 2);
    for (const practice of practices) BestPracticeSchema.parse(practice);
    expect(
      practices.map(({ topic, support, runs, evidence }) => ({ topic, support, runs, evidence })),
    ).toEqual([
      { topic: "feature", support: 2, runs: 2, evidence: ["a", "b"] },
      { topic: "team", support: 2, runs: 2, evidence: ["a", "b"] },
      { topic: "failure", support: 2, runs: 4, evidence: ["c", "d"] },
    ]);
    const [feature, team, failure] = practices.map(({ text }) => text);
    expect(feature).toBe('saas_tool: "CSV export" was part of 2 of 2 launches.');
    expect(team).toBe("saas_tool: The team builder, deploy, qa launched 2 of 2 times.");
    expect(failure).toContain('In 2 of 4 runs the step "deploy-product" failed');
  });

  it("says nothing of what was seen less often", () => {
    expect(consolidate(records, 3)).toEqual([]);
    expect(consolidate([], 2)).toEqual([]);
  });

  it("gives the same practices for the same records in any order", () => {
    fc.assert(
      fc.property(fc.shuffledSubarray(records, { minLength: 4 }), (shuffled) => {
        expect(consolidate(shuffled, 2)).toEqual(consolidate(records, 2));
      }),
    );
  });

  it("keeps the id of a practice while its support grows, and at most five a topic", () => {
    const [before] = consolidate(records.slice(0, 2), 2);
    const [after] = consolidate(
      [...records, run("e", 9, { requirements: { mvp_features: ["CSV EXPORT"] } })],
      2,
    );
    expect(after?.practice_id).toBe(before?.practice_id);
    expect(after?.support).toBe(3);
    expect(after?.provenance.written_at).toBe(onDay(9));
    const many = Array.from({ length: 20 }, (_, n) => `Feature ${n}`);
    const rich = [run("a", 1), run("b", 2)].map((one) => ({
      ...one,
      requirements: { ...one.requirements, mvp_features: many },
    }));
    expect(consolidate(rich, 2).filter(({ topic }) => topic === "feature")).toHaveLength(5);
  });
});
