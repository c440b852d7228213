import { setMaxListeners } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  Annotation,
  type BaseCheckpointSaver,
  task as checkpointedTask,
  END,
  START,
  StateGraph,
} from "@langchain/langgraph";
import { createGenesis, type Genesis } from "../src/genesis.ts";
import { NODE_IDS } from "../src/graph/node-ids.ts";
import { systemClock } from "../src/state/clock.ts";
import { GenesisInputSchema, GenesisOutputSchema, GenesisStateSchema } from "../src/state/genesis-state.ts";
import { openStores } from "../src/stores/open.ts";
import type { BenchReport } from "./report.ts";
import { median, round, timed } from "./statistics.ts";

const RUNS = 101;
const LIMIT = 2;

interface Baseline {
  readonly name: string;
  readonly nodes: number;
  /** Empty checkpointed tasks inside one of the nodes. */
  readonly tasks: number;
  /** With the channels of Genesis and an exit from every node, instead of one channel and plain edges. */
  readonly ours?: boolean;
}

/**
 * A whole simulated run of saas_tool against bare LangGraph graphs with the same saver, which do nothing at all.
 * "As many empty nodes" can be read in two ways: as many as the graph has, or as the run takes steps (its nodes and
 * its tasks, each of which is checkpointed by itself). The limit is claimed for the second; the first compares 14
 * empty steps with those and the tasks of the plan on top, and is shown beside it, as is the same shape.
 */
export async function overhead(): Promise<BenchReport> {
  const home = await mkdtemp(join(tmpdir(), "genesis-bench-"));
  const stores = await openStores({ home, clock: systemClock });
  const genesis = await createGenesis({
    stores,
    sources: { env: { GENESIS_EXECUTION_MODE: "simulated", GENESIS_HOME: home } },
  });
  const create = async () => genesis.createBusiness("saas_tool", undefined, { seed: 1 });
  try {
    const { steps, tasks } = await stepsOf(genesis);
    const baselines: Baseline[] = [
      { name: `${NODE_IDS.length} empty nodes, as the graph has`, nodes: NODE_IDS.length, tasks: 0 },
      { name: `${steps + tasks} empty nodes, as the run takes steps`, nodes: steps + tasks, tasks: 0 },
      { name: `${steps} empty nodes, ${tasks} empty tasks: the same shape`, nodes: steps, tasks },
      { name: "the same shape with our channels and exits", nodes: steps, tasks, ours: true },
    ];
    const bare = baselines.map((baseline) => ({
      ...baseline,
      run: bareGraph(baseline, stores.checkpointer),
      times: [] as number[],
    }));
    const times: number[] = [];
    for (let run = 0; run < RUNS; run += 1) {
      // Alternating, so that a slow moment of the machine hits all.
      times.push(await timed(create));
      for (const baseline of bare)
        baseline.times.push(await timed(() => baseline.run(`${baseline.name} ${run}`)));
    }
    const whole = median(times);
    const rows = bare.map(({ name, times: empty }) => ({
      "bare graph": name,
      "genesis ms": round(whole),
      "bare ms": round(median(empty)),
      ratio: round(whole / median(empty)),
    }));
    const claim = `a whole run over a bare graph with ${bare[1]?.name}, median of ${RUNS}`;
    const ratio = whole / median(bare[1]?.times ?? []);
    return { bench: "overhead", rows, claims: [{ claim, ratio: round(ratio, 3), limit: LIMIT }] };
  } finally {
    await genesis.close();
    await stores.close();
    await rm(home, { recursive: true });
  }
}

/** How many nodes a run passes, and how many tasks it executes. */
async function stepsOf(genesis: Genesis): Promise<{ steps: number; tasks: number }> {
  const run = genesis.createBusiness("saas_tool", undefined, { seed: 1 });
  let steps = 0;
  for await (const event of run) if (event.type === "node.completed") steps += 1;
  return { steps, tasks: (await run).task_count };
}

const Empty = Annotation.Root({ steps: Annotation<number>({ reducer: (_a, b) => b, default: () => 0 }) });

function bareGraph({ nodes, tasks, ours = false }: Baseline, checkpointer: BaseCheckpointSaver) {
  const names = Array.from({ length: nodes }, (_, index) => `n${index}`);
  const work = async (index: number, signal: AbortSignal | undefined) => {
    if (index !== 8 || tasks === 0) return;
    if (signal) setMaxListeners(0, signal);
    const empty = checkpointedTask({ name: "empty" }, async (_id: string) => ({}));
    await Promise.all(Array.from({ length: tasks }, (_, id) => empty(String(id))));
  };
  const graph = ours ? withOurChannels(names, work, checkpointer) : withOneChannel(names, work, checkpointer);
  return async (thread_id: string) => {
    const config = { configurable: { thread_id }, durability: "sync", recursionLimit: nodes + 1 } as const;
    await graph.invoke({ steps: 0, business_type: "saas_tool" }, config);
  };
}

type Work = (index: number, signal: AbortSignal | undefined) => Promise<void>;

function withOneChannel(names: readonly string[], work: Work, checkpointer: BaseCheckpointSaver) {
  const builder = new StateGraph(Empty);
  for (const [index, name] of names.entries()) {
    builder.addNode(name, async (_state, { signal }) => {
      await work(index, signal);
      return { steps: index };
    });
    builder.addEdge((names[index - 1] ?? START) as typeof START, name as typeof END);
  }
  builder.addEdge(names.at(-1) as typeof START, END);
  return builder.compile({ checkpointer });
}

function withOurChannels(names: readonly string[], work: Work, checkpointer: BaseCheckpointSaver) {
  const channels = { state: GenesisStateSchema, input: GenesisInputSchema, output: GenesisOutputSchema };
  const builder = new StateGraph(channels);
  const last = names.at(-1) as typeof END;
  for (const [index, name] of names.entries()) {
    builder.addNode(name, async (_state, { signal }) => {
      await work(index, signal);
      return { task_count: index };
    });
    const next = (names[index + 1] ?? END) as typeof END;
    builder.addConditionalEdges(name as typeof START, () => next, next === last ? [last] : [next, last]);
  }
  builder.addEdge(START, names[0] as typeof END);
  return builder.compile({ checkpointer });
}
