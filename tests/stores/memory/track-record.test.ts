import { expect, it } from "vitest";
import { trackRecords } from "../../../src/stores/memory/track-record.ts";
import { aFailure, anObservation, onDay, provenance } from "../../support/memory.ts";

it("folds observations into one record per agent, newest lessons first", () => {
  const observations = [
    anObservation("qa", "b1"),
    anObservation("builder", "b1", {
      by_difficulty: { Hard: { done: 2, failed: 1 }, Easy: { done: 1, failed: 0 } },
      by_capability: { frontend: { done: 3, failed: 1 } },
      failures: [aFailure("build-feature"), aFailure("build-feature")],
    }),
    anObservation("builder", "b2", {
      business_type: "marketplace",
      by_difficulty: { Hard: { done: 0, failed: 2 } },
      by_capability: { backend: { done: 0, failed: 2 } },
      failures: [aFailure("build-matchmaking", { error_code: "TASK_TIMEOUT" })],
      provenance: { ...provenance, written_at: onDay(9) },
    }),
  ];
  const records = trackRecords(observations, "saas_tool");
  expect(records).toEqual([
    {
      agent_id: "builder",
      overall: { done: 3, failed: 3 },
      on_this_type: { done: 3, failed: 1 },
      by_difficulty: { Easy: { done: 1, failed: 0 }, Hard: { done: 2, failed: 3 } },
      by_capability: { backend: { done: 0, failed: 2 }, frontend: { done: 3, failed: 1 } },
      lessons: [
        "build-matchmaking failed with TASK_TIMEOUT in a marketplace",
        "build-feature failed with NO_LUCK in a saas_tool",
      ],
    },
    expect.objectContaining({ agent_id: "qa", overall: { done: 1, failed: 0 }, lessons: [] }),
  ]);
  expect(trackRecords(observations.toReversed(), "saas_tool")).toEqual(records);
});
