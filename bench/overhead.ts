import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  Annotation,
  task as checkpointedTask,
  END,
  type MemorySaver,
  START,
  StateGraph,
} from "@langchain/langgraph";
import { createGenesis } from "../src/genesis.ts";
import { systemClock } from "../src/state/clock.ts";
import { openStores } from "../src/stores/open.ts";
import type { BenchReport } from "./run.ts";
import { median, round, timed } from "./statistics.ts";

const RUNS = 21;
const LIMIT = 2;

/**
 * A whole simulated run of saas_tool against a bare LangGraph graph with as many empty nodes as the run takes
 * steps (12 nodes and every task) and the same saver. Beside it the harder comparison: the same shape, 12 empty
 * nodes of which one runs as many empty checkpointed tasks.
 */
export async function overhead(): Promise<BenchReport> {
  const home = await mkdtemp(join(tmpdir(), "genesis-bench-"));
  const stores = await openStores({ home, clock: systemClock });
  const genesis = await createGenesis({ stores, sources: { env: { GENESIS_HOME: home } } });
  try {
    const { task_count, metadata } = await genesis.createBusiness("saas_tool", undefined, { seed: 1 });
    const bare = bareGraph(12 + task_count, 0, stores.checkpointer);
    const sameShape = bareGraph(12, task_count, stores.checkpointer);
    const times = { genesis: [] as number[], bare: [] as number[], sameShape: [] as number[] };
    for (let run = 0; run < RUNS; run += 1) {
      // Alternating, so that a slow moment of the machine hits both.
      times.genesis.push(
        await timed(async () => genesis.createBusiness("saas_tool", undefined, { seed: 1 })),
      );
      times.bare.push(await timed(() => bare(`bare-${run}`)));
      times.sameShape.push(await timed(() => sameShape(`same-shape-${run}`)));
    }
    const [whole, base, shape] = [median(times.genesis), median(times.bare), median(times.sameShape)];
    return {
      bench: "overhead",
      rows: [
        {
          run: "saas_tool",
          tasks: task_count,
          simulated: String(metadata.simulated),
          "genesis ms": round(whole),
          "bare graph ms": round(base),
          ratio: round(whole / base),
          "same shape ms": round(shape),
          "ratio to same shape": round(whole / shape),
        },
      ],
      claims: [
        {
          claim: `a whole run over a bare graph with as many empty nodes as it takes steps, median of ${RUNS}`,
          ratio: round(whole / base, 3),
          limit: LIMIT,
        },
      ],
    };
  } finally {
    await genesis.close();
    await stores.close();
    await rm(home, { recursive: true });
  }
}

const Empty = Annotation.Root({ steps: Annotation<number>({ reducer: (_a, b) => b, default: () => 0 }) });

function bareGraph(
  nodes: number,
  tasks: number,
  checkpointer: MemorySaver | Awaited<ReturnType<typeof openStores>>["checkpointer"],
) {
  const builder = new StateGraph(Empty);
  const names = Array.from({ length: nodes }, (_, index) => `n${index}`);
  for (const [index, name] of names.entries()) {
    builder.addNode(name, async () => {
      if (index === 8) {
        const empty = checkpointedTask({ name: "empty" }, async (_id: string) => ({}));
        await Promise.all(Array.from({ length: tasks }, (_, id) => empty(String(id))));
      }
      return { steps: index };
    });
    builder.addEdge((index === 0 ? START : names[index - 1]) as typeof START, name as typeof END);
  }
  builder.addEdge(names.at(-1) as typeof START, END);
  const graph = builder.compile({ checkpointer });
  return async (thread_id: string) => {
    await graph.invoke(
      { steps: 0 },
      { configurable: { thread_id }, durability: "sync", recursionLimit: nodes + 1 },
    );
  };
}
