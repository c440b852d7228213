import { EventEmitter, setMaxListeners } from "node:events";
import { setTimeout as delay } from "node:timers/promises";
import {
  Annotation,
  task as checkpointedTask,
  END,
  MemorySaver,
  Send,
  START,
  StateGraph,
} from "@langchain/langgraph";
import { runDataflow } from "../src/nodes/execute-tasks/dataflow.ts";
import { createRandom, type Random } from "../src/state/random.ts";
import type { TaskResult } from "../src/state/task.ts";
import { criticalPathLengths, type Orderable } from "../src/state/task-order.ts";
import type { BenchReport } from "./report.ts";
import { median, round, timed } from "./statistics.ts";

interface TimedTask extends Orderable {
  readonly effort_hours: number;
  /** Milliseconds the task takes. */
  readonly duration: number;
}

const TASKS = 200;
const SEEDS = [1, 2, 3, 4, 5];
const LIMIT = 1.15;

/**
 * Random DAGs of 200 tasks whose durations are heavy-tailed (Pareto, 10 to 400 ms): makespan over the bound
 * max(critical path, work / concurrency), beside the usual wave-by-wave fan-out with `Send`.
 */
export async function makespan(): Promise<BenchReport> {
  const rows = [];
  const claims = [];
  await warmUp();
  for (const concurrency of [Number.POSITIVE_INFINITY, 8]) {
    const runs = [];
    for (const seed of SEEDS) {
      const tasks = randomDag(createRandom(seed));
      const bound = lowerBound(tasks, concurrency);
      const dataflow = await timed(() => runInGraph(tasks, concurrency));
      const waves = await timed(() => runInWaves(tasks, concurrency));
      runs.push({ seed, bound, dataflow, waves });
    }
    const label = Number.isFinite(concurrency) ? String(concurrency) : "unlimited";
    for (const { seed, bound, dataflow, waves } of runs) {
      rows.push({
        concurrency: label,
        seed,
        "bound ms": round(bound, 0),
        "dataflow ms": round(dataflow, 0),
        "Send waves ms": round(waves, 0),
        "dataflow / bound": round(dataflow / bound),
        "waves / bound": round(waves / bound),
      });
    }
    const ratio = median(runs.map(({ bound, dataflow }) => dataflow / bound));
    claims.push({
      claim: `makespan over its bound, concurrency ${label}, median of ${SEEDS.length}`,
      ratio: round(ratio, 3),
      limit: LIMIT,
    });
  }
  return { bench: "makespan", rows, claims };
}

/** The first runs of both executors include compiling them, which is no part of what is compared. */
async function warmUp(): Promise<void> {
  const tasks = randomDag(createRandom(0)).map((task) => ({ ...task, duration: 1 }));
  for (let run = 0; run < 3; run += 1) {
    await runInGraph(tasks, Number.POSITIVE_INFINITY);
    await runInWaves(tasks, Number.POSITIVE_INFINITY);
  }
}

function randomDag(random: Random): TimedTask[] {
  return Array.from({ length: TASKS }, (_, index) => {
    const parents = index === 0 ? 0 : random.int(4);
    const depends_on = new Set(
      Array.from({ length: parents }, () => `t${Math.max(0, index - 1 - random.int(40))}`),
    );
    const duration = Math.min(400, 10 / (1 - random.next()) ** (1 / 1.5));
    return { task_id: `t${index}`, depends_on: [...depends_on], duration, effort_hours: duration };
  });
}

function lowerBound(tasks: readonly TimedTask[], concurrency: number): number {
  const longest = Math.max(...criticalPathLengths(tasks, (task) => task.duration).values());
  const work = tasks.reduce((sum, task) => sum + task.duration, 0);
  return Math.max(longest, work / concurrency);
}

const BenchState = Annotation.Root({
  done: Annotation<string[]>({ reducer: (a, b) => [...a, ...b], default: () => [] }),
  wave: Annotation<number>({ reducer: (_a, b) => b, default: () => 0 }),
});

/** The executor of the product inside a LangGraph node, each task checkpointed. */
async function runInGraph(tasks: readonly TimedTask[], concurrency: number): Promise<void> {
  const graph = new StateGraph(BenchState)
    .addNode("execute", async (_state, { signal }) => {
      if (signal) setMaxListeners(0, signal);
      const results = await runDataflow<TimedTask>({
        tasks,
        concurrency,
        settled: () => undefined,
        run: async (task) => {
          await delay(task.duration);
          return { task_id: task.task_id, status: "completed" } as TaskResult;
        },
        skip: () => {
          throw new Error("nothing fails in this benchmark");
        },
        checkpoint: async (task, compute) =>
          checkpointedTask({ name: "execute-task" }, (_id: string) => compute())(task.task_id),
      });
      return { done: results.map((result) => result.task_id) };
    })
    .addEdge(START, "execute")
    .addEdge("execute", END)
    .compile({ checkpointer: new MemorySaver() });
  const { done } = await graph.invoke({}, { configurable: { thread_id: "bench" }, durability: "sync" });
  if (done.length !== tasks.length) throw new Error("tasks were lost");
}

/** The baseline: one `Send` per task of a wave, and a barrier before the next wave. */
async function runInWaves(tasks: readonly TimedTask[], concurrency: number): Promise<void> {
  const byId = new Map(tasks.map((task) => [task.task_id, task]));
  const depth = new Map<string, number>();
  for (const { task_id, depends_on } of tasks) {
    depth.set(task_id, Math.max(0, ...depends_on.map((id) => (depth.get(id) ?? 0) + 1)));
  }
  const wave = (number: number) => tasks.filter((task) => depth.get(task.task_id) === number);
  const fanOut = ({ wave: number }: typeof BenchState.State) => {
    const sends = wave(number).map((task) => new Send("work", { id: task.task_id }));
    return sends.length > 0 ? sends : END;
  };
  const graph = new StateGraph(BenchState)
    .addNode(
      "work",
      async ({ id }: { id: string }) => {
        await delay(byId.get(id)?.duration);
        return { done: [id] };
      },
      { input: Annotation.Root({ id: Annotation<string> }) },
    )
    .addNode("barrier", (state) => ({ wave: state.wave + 1 }))
    .addConditionalEdges(START, fanOut, ["work", END])
    .addEdge("work", "barrier")
    .addConditionalEdges("barrier", fanOut, ["work", END])
    .compile({ checkpointer: new MemorySaver() });
  const { done } = await withoutListenerLimit(() =>
    graph.invoke(
      {},
      {
        configurable: { thread_id: "bench" },
        durability: "sync",
        recursionLimit: 1_000,
        ...(Number.isFinite(concurrency) && { maxConcurrency: concurrency }),
      },
    ),
  );
  if (done.length !== tasks.length) throw new Error("tasks were lost");
}

/** LangGraph lets all nodes of a wave listen to one signal; the warning Node gives at the eleventh is about that. */
async function withoutListenerLimit<T>(work: () => Promise<T>): Promise<T> {
  const limit = EventEmitter.defaultMaxListeners;
  setMaxListeners(0);
  try {
    return await work();
  } finally {
    setMaxListeners(limit);
  }
}
