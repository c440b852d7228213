import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { criticalPathLengths, topologicalOrder } from "../../src/state/task-order.ts";

interface Node {
  task_id: string;
  depends_on: string[];
}

/** Random acyclic graphs in random order: each node depends on some earlier ones. */
const graphs = fc
  .array(fc.array(fc.nat(), { maxLength: 4 }), { minLength: 1, maxLength: 60 })
  .map((rows) =>
    rows.map(
      (picks, index): Node => ({
        task_id: `t${index}`,
        depends_on: index === 0 ? [] : [...new Set(picks.map((pick) => `t${pick % index}`))],
      }),
    ),
  )
  .chain((nodes) => fc.shuffledSubarray(nodes, { minLength: nodes.length }));

describe("topologicalOrder", () => {
  it("puts every task after its dependencies and keeps them all", () => {
    fc.assert(
      fc.property(graphs, (nodes) => {
        const ordered = topologicalOrder(nodes);
        expect(new Set(ordered)).toEqual(new Set(nodes));
        const position = new Map(ordered.map((node, index) => [node.task_id, index]));
        for (const node of ordered) {
          for (const id of node.depends_on)
            expect(position.get(id)).toBeLessThan(position.get(node.task_id) ?? -1);
        }
      }),
    );
  });

  it("names the cycle", () => {
    const tasks = [
      { task_id: "a", depends_on: [] },
      { task_id: "b", depends_on: ["a", "d"] },
      { task_id: "c", depends_on: ["b"] },
      { task_id: "d", depends_on: ["c"] },
    ];
    expect(() => topologicalOrder(tasks)).toThrowError(/b -> d -> c -> b/);
  });

  it("refuses unknown dependencies, duplicates and self-dependency", () => {
    expect(() => topologicalOrder([{ task_id: "a", depends_on: ["x"] }])).toThrowError(
      /"x", which does not exist/,
    );
    expect(() =>
      topologicalOrder([
        { task_id: "a", depends_on: [] },
        { task_id: "a", depends_on: [] },
      ]),
    ).toThrowError(/Two tasks/);
    expect(() => topologicalOrder([{ task_id: "a", depends_on: ["a"] }])).toThrowError(/a -> a/);
  });

  it("copes with 10,000 tasks in a row", () => {
    const chain = Array.from({ length: 10_000 }, (_, index) => ({
      task_id: `t${index}`,
      depends_on: index === 0 ? [] : [`t${index - 1}`],
    })).reverse();
    expect(topologicalOrder(chain)[0]?.task_id).toBe("t0");
  });
});

describe("criticalPathLengths", () => {
  it("is a task's own weight plus the longest way after it", () => {
    const ordered = [
      { task_id: "a", depends_on: [], w: 2 },
      { task_id: "b", depends_on: ["a"], w: 5 },
      { task_id: "c", depends_on: ["a"], w: 1 },
      { task_id: "d", depends_on: ["b", "c"], w: 3 },
    ];
    expect(Object.fromEntries(criticalPathLengths(ordered, (task) => task.w))).toEqual({
      a: 10,
      b: 8,
      c: 4,
      d: 3,
    });
  });
});
