import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { PlanShape } from "../../../../src/nodes/decompose-tasks/case-based/catalogue.ts";
import { overlapF1, PlanPool } from "../../../../src/nodes/decompose-tasks/case-based/plan-pool.ts";

const chain = (...nodes: string[]): PlanShape => ({
  nodes,
  links: nodes.slice(1).map((to, index) => [nodes[index] as string, to] as const),
});

describe("PlanPool", () => {
  it("takes the plan that agrees most with all, not the likeliest alone", () => {
    const pool = new PlanPool([chain("x", "y"), chain("a", "b"), chain("a", "b", "c"), chain("a", "b", "d")]);
    expect(pool.mostAgreed([0, 1, 2, 3], [0.34, 0.22, 0.22, 0.22])).toEqual(chain("a", "b"));
    expect(pool.mostAgreed([0, 1, 2, 3], [0.9, 0.03, 0.03, 0.04])).toEqual(chain("x", "y"));
  });

  it("adds the weights of equal plans, whatever order their tools are named in", () => {
    const twin: PlanShape = { nodes: ["b", "a"], links: [["a", "b"]] };
    const pool = new PlanPool([chain("x", "y"), chain("a", "b"), twin]);
    expect(pool.mostAgreed([0, 1, 2], [0.5, 0.3, 0.3])).toEqual(chain("a", "b"));
  });

  it("tells plans apart by the direction of their links", () => {
    const pool = new PlanPool([chain("a", "b"), chain("b", "a")]);
    expect(pool.mostAgreed([0, 1], [0.4, 0.6])).toEqual(chain("b", "a"));
  });

  it("counts a plan with a cycle as evidence and never proposes it", () => {
    const circle: PlanShape = {
      nodes: ["a", "b"],
      links: [
        ["a", "b"],
        ["b", "a"],
      ],
    };
    const pool = new PlanPool([circle, chain("a", "b"), chain("x", "y")]);
    expect(pool.mostAgreed([0, 1, 2], [0.6, 0.1, 0.3])).toEqual(chain("a", "b"));
    expect(pool.mostAgreed([0], [1])).toBeUndefined();
    expect(pool.mostAgreed([], [])).toBeUndefined();
  });

  it("scores overlap as the set F1", () => {
    const sets = fc.uniqueArray(fc.integer({ min: 0, max: 12 }));
    fc.assert(
      fc.property(sets, sets, (one, other) => {
        const rising = (list: number[]) => Int32Array.from(list).sort();
        const shared = one.filter((item) => other.includes(item)).length;
        const expected = one.length + other.length === 0 ? 0 : (2 * shared) / (one.length + other.length);
        expect(overlapF1(rising(one), rising(other))).toBeCloseTo(expected, 12);
      }),
    );
  });
});
