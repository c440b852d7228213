import { setTimeout as delay } from "node:timers/promises";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type DataflowOptions, runDataflow } from "../../../src/nodes/execute-tasks/dataflow.ts";
import type { Task } from "../../../src/state/task.ts";
import { aResult, aTask } from "../../support/tasks.ts";

type Options = Partial<DataflowOptions<Task>> & Pick<DataflowOptions<Task>, "tasks">;

function run(options: Options) {
  return runDataflow<Task>({
    concurrency: 100,
    settled: () => undefined,
    run: async (task) => aResult({ task_id: task.task_id }),
    skip: (task) => aResult({ task_id: task.task_id, status: "skipped" }),
    checkpoint: (_task, compute) => compute(),
    ...options,
  });
}

const diamond = [
  aTask({ task_id: "a" }),
  aTask({ task_id: "b", depends_on: ["a"] }),
  aTask({ task_id: "c", depends_on: ["a"] }),
  aTask({ task_id: "d", depends_on: ["b", "c"] }),
];

describe("runDataflow", () => {
  it("starts a task when its own dependencies are done, not when a wave is", async () => {
    const log: string[] = [];
    await run({
      tasks: [
        aTask({ task_id: "slow" }),
        aTask({ task_id: "quick" }),
        aTask({ task_id: "after-quick", depends_on: ["quick"] }),
      ],
      run: async (task) => {
        log.push(`start ${task.task_id}`);
        await delay(task.task_id === "slow" ? 50 : 1);
        log.push(`end ${task.task_id}`);
        return aResult({ task_id: task.task_id });
      },
    });
    expect(log.indexOf("end after-quick")).toBeLessThan(log.indexOf("end slow"));
  });

  it("hands over the results of the dependencies", async () => {
    const seen: Record<string, string[]> = {};
    await run({
      tasks: diamond,
      run: async (task, dependencies) => {
        seen[task.task_id] = dependencies.map((result) => result.task_id);
        return aResult({ task_id: task.task_id });
      },
    });
    expect(seen).toEqual({ a: [], b: ["a"], c: ["a"], d: ["b", "c"] });
  });

  it.each(["failed", "blocked", "unassigned", "skipped"] as const)(
    "skips what depends on a task that is %s",
    async (status) => {
      const results = await run({
        tasks: diamond,
        settled: (task) => (task.task_id === "b" ? aResult({ task_id: "b", status }) : undefined),
      });
      expect(results.map((result) => result.status)).toEqual(["completed", status, "completed", "skipped"]);
    },
  );

  it("makes the checkpoint calls synchronously in the order of the tasks, settled ones excepted", async () => {
    const calls: string[] = [];
    const promise = run({
      tasks: diamond,
      settled: (task) => (task.task_id === "a" ? aResult({ task_id: "a" }) : undefined),
      checkpoint: (task, compute) => {
        calls.push(task.task_id);
        return compute();
      },
    });
    expect(calls).toEqual(["b", "c", "d"]);
    await promise;
  });

  it("never runs more than the limit at once, and runs everything once", async () => {
    const shape = fc.array(fc.array(fc.nat(), { maxLength: 3 }), { minLength: 1, maxLength: 25 });
    await fc.assert(
      fc.asyncProperty(shape, fc.integer({ min: 1, max: 6 }), async (rows, concurrency) => {
        const tasks = rows.map((picks, index) =>
          aTask({
            task_id: `t${index}`,
            depends_on: index === 0 ? [] : [...new Set(picks.map((pick) => `t${pick % index}`))],
          }),
        );
        let active = 0;
        const ran: string[] = [];
        const results = await run({
          tasks,
          concurrency,
          run: async (task) => {
            active += 1;
            expect(active).toBeLessThanOrEqual(concurrency);
            await Promise.resolve();
            active -= 1;
            ran.push(task.task_id);
            return aResult({ task_id: task.task_id });
          },
        });
        expect(results.map((result) => result.task_id)).toEqual(tasks.map((task) => task.task_id));
        expect(new Set(ran).size).toBe(tasks.length);
        expect(ran).toHaveLength(tasks.length);
      }),
      { numRuns: 50 },
    );
  });

  it("serves the longest way to the end first when slots are short", async () => {
    const order: string[] = [];
    await run({
      tasks: [
        aTask({ task_id: "first" }),
        aTask({ task_id: "short", effort_hours: 1 }),
        aTask({ task_id: "long", effort_hours: 5 }),
      ],
      concurrency: 1,
      run: async (task) => {
        order.push(task.task_id);
        await delay(1);
        return aResult({ task_id: task.task_id });
      },
    });
    expect(order).toEqual(["first", "long", "short"]);
  });

  it("never runs more of an agent's tasks at once than the agent takes", async () => {
    const shape = fc.array(fc.tuple(fc.array(fc.nat(), { maxLength: 2 }), fc.nat(2)), {
      minLength: 1,
      maxLength: 25,
    });
    await fc.assert(
      fc.asyncProperty(shape, fc.integer({ min: 1, max: 6 }), async (rows, concurrency) => {
        const agentOf = new Map(rows.map(([, agent], index) => [`t${index}`, agent]));
        const tasks = rows.map(([picks], index) =>
          aTask({
            task_id: `t${index}`,
            depends_on: index === 0 ? [] : [...new Set(picks.map((pick) => `t${pick % index}`))],
          }),
        );
        const active = [0, 0, 0];
        const ran: string[] = [];
        await run({
          tasks,
          concurrency,
          lane: ({ task_id }) => {
            const agent = agentOf.get(task_id) as number;
            return { name: `agent-${agent}`, slots: agent + 1 };
          },
          run: async ({ task_id }) => {
            const agent = agentOf.get(task_id) as number;
            active[agent] = (active[agent] as number) + 1;
            expect(active[agent]).toBeLessThanOrEqual(agent + 1);
            expect(active.reduce((sum, count) => sum + count, 0)).toBeLessThanOrEqual(concurrency);
            await Promise.resolve();
            active[agent] = (active[agent] as number) - 1;
            ran.push(task_id);
            return aResult({ task_id });
          },
        });
        expect(ran.toSorted()).toEqual(tasks.map(({ task_id }) => task_id).toSorted());
      }),
      { numRuns: 50 },
    );
  });

  it("lets nobody wait for an agent that has no place free for somebody else", async () => {
    const order: string[] = [];
    const busy = { name: "busy", slots: 1 };
    await run({
      tasks: [
        aTask({ task_id: "busy-1", effort_hours: 9 }),
        aTask({ task_id: "busy-2", effort_hours: 8 }),
        aTask({ task_id: "other", effort_hours: 1 }),
      ],
      concurrency: 2,
      lane: ({ task_id }) => (task_id === "other" ? undefined : busy),
      run: async ({ task_id }) => {
        order.push(`start ${task_id}`);
        await delay(task_id === "busy-1" ? 20 : 1);
        order.push(`end ${task_id}`);
        return aResult({ task_id });
      },
    });
    expect(order).toEqual([
      "start busy-1",
      "start other",
      "end other",
      "end busy-1",
      "start busy-2",
      "end busy-2",
    ]);
  });

  it("frees an agent whose task throws", async () => {
    const lane = () => ({ name: "one", slots: 1 });
    const started: string[] = [];
    const results = run({
      tasks: [aTask({ task_id: "a" }), aTask({ task_id: "b" })],
      lane,
      run: async ({ task_id }) => {
        started.push(task_id);
        if (task_id === "a") throw new Error("no luck");
        return aResult({ task_id });
      },
    });
    await expect(results).rejects.toThrow("no luck");
    await Promise.resolve();
    expect(started).toEqual(["a", "b"]);
  });

  it("throws what a task throws, so that an aborted run stays unfinished", async () => {
    const boom = run({
      tasks: diamond,
      run: async (task) => {
        if (task.task_id === "b") throw new Error("aborted");
        return aResult({ task_id: task.task_id });
      },
    });
    await expect(boom).rejects.toThrow("aborted");
  });
});
