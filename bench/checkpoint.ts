import { Annotation, END, MemorySaver, START, StateGraph } from "@langchain/langgraph";
import type { BaseCheckpointSaver } from "@langchain/langgraph-checkpoint";
import { backends } from "./backends.ts";
import type { BenchReport } from "./report.ts";
import { percentile, round, timed } from "./statistics.ts";

const STEPS = 20;
const RUNS = 15;
/** How often the cost of an empty step in memory a durable one may have; a server adds round trips. */
const LIMITS: Readonly<Record<string, number>> = { sqlite: 3, mongodb: 20 };
/** Bytes of state that every step carries along, and that it adds to. */
const STATES = { small: 100, large: 100_000 };

/** What a superstep costs on each saver, beside LangGraph's MemorySaver, with every step durable before the next. */
export async function checkpoint(): Promise<BenchReport> {
  const rows: BenchReport["rows"][number][] = [];
  const claims: BenchReport["claims"][number][] = [];
  for (const backend of backends()) {
    const { stores, close } = await backend.open();
    try {
      for (const [state, bytes] of Object.entries(STATES)) {
        const measured = await measure(stores.checkpointer, bytes);
        const [memory, saver] = [percentile(measured.memory, 0.5), percentile(measured.saver, 0.5)];
        rows.push({
          saver: backend.name,
          state,
          "memory ms/step": round(memory, 3),
          "saver ms/step": round(saver, 3),
          "p95 ms/step": round(percentile(measured.saver, 0.95), 3),
          "more ms/step": round(saver - memory, 3),
          ratio: round(saver / memory),
        });
        claims.push({
          claim: `${backend.name}, ${state} state: a superstep over one with MemorySaver, median of ${RUNS}`,
          ratio: round(saver / memory),
          limit: LIMITS[backend.name] ?? 0,
        });
      }
    } finally {
      await close();
    }
  }
  return { bench: "checkpoint", rows, claims };
}

async function measure(saver: BaseCheckpointSaver, bytes: number) {
  const measured = { memory: [] as number[], saver: [] as number[] };
  const [inMemory, durable] = [chain(new MemorySaver(), bytes), chain(saver, bytes)];
  for (let run = 0; run < RUNS; run += 1) {
    // Alternating, so that a slow moment of the machine hits both.
    measured.memory.push((await timed(() => inMemory(`${bytes}-${run}`))) / STEPS);
    measured.saver.push((await timed(() => durable(`${bytes}-${run}`))) / STEPS);
  }
  return measured;
}

const State = Annotation.Root({
  constant: Annotation<string>,
  log: Annotation<string[]>({ reducer: (all, more) => [...all, ...more], default: () => [] }),
});

/** A graph of so many steps, each of which writes a little. */
function chain(checkpointer: BaseCheckpointSaver, bytes: number) {
  const builder = new StateGraph(State);
  const names = Array.from({ length: STEPS }, (_, step) => `step-${step}`);
  for (const [step, name] of names.entries()) {
    builder.addNode(name, () => ({ log: [name] }));
    builder.addEdge((step === 0 ? START : names[step - 1]) as typeof START, name as typeof END);
  }
  builder.addEdge(names.at(-1) as typeof START, END);
  const graph = builder.compile({ checkpointer });
  return async (thread_id: string) => {
    const config = { configurable: { thread_id }, durability: "sync", recursionLimit: STEPS + 1 } as const;
    await graph.invoke({ constant: "x".repeat(bytes) }, config);
  };
}
