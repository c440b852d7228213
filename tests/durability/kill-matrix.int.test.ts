import { beforeAll, describe, expect, it } from "vitest";
import { NODE_IDS } from "../../src/graph/node-ids.ts";
import { backends } from "./backends.ts";
import {
  describePoint,
  killAndResume,
  killAtEach,
  type Reference,
  reference,
  shortPoints,
  survived,
} from "./matrix.ts";

const IRREVERSIBLE = ["open-account", "deploy-product"];

describe.each(backends())("a process killed on $name", { timeout: 300_000 }, (backend) => {
  let expected: Reference;
  beforeAll(async () => {
    expected = await reference(backend);
  }, 60_000);

  it("is compared with a run that succeeds, passes every node and has every irreversible effect", () => {
    expect(expected.result.status).toBe("SUCCESS");
    expect(new Set(expected.nodes)).toEqual(new Set(NODE_IDS));
    expect(expected.irreversibleEffects.map((key) => key.split(":")[1]).sort()).toEqual(
      [...IRREVERSIBLE].sort(),
    );
  });

  it("continues at every node with an equal result and each effect once", async () => {
    const outcomes = await killAtEach(backend, shortPoints(expected, IRREVERSIBLE), { expected });
    const damaged = outcomes.filter((outcome) => !survived(outcome));
    expect(damaged.map((outcome) => ({ place: describePoint(outcome.point, expected), outcome }))).toEqual(
      [],
    );
  });

  it("is seen to do an effect twice when the worker denies what it did", async () => {
    const point = { at: "task", task: "deploy-product", when: "effect" } as const;
    const outcome = await killAndResume(backend, point, expected, { forgetful: true });
    expect(survived(outcome)).toBe(false);
    // The other irreversible effect may have been in flight too.
    expect(outcome.surplus.map((key) => key.split(":")[1])).toContain("deploy-product");
  });
});
