import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type BaseStore, InMemoryStore, MemorySaver } from "@langchain/langgraph";
import { loadConfig } from "../../src/config/config.ts";
import { compileGraph } from "../../src/graph/compile.ts";
import { createServices, type RunServices, type ServiceOverrides } from "../../src/services.ts";
import type { BusinessCreationResult } from "../../src/state/business.ts";
import type { RunEvent } from "../../src/state/run-event.ts";
import { createLogger } from "../../src/telemetry/logger.ts";

export const silent = createLogger({ level: "silent" });

/** A folder of its own for a test. */
export function temporaryFolder(): string {
  return mkdtempSync(join(tmpdir(), "genesis-test-"));
}

export interface TestOptions extends ServiceOverrides {
  readonly env?: Record<string, string>;
}

/** The real services, configured by the given environment only. */
export async function testServices({ env, ...overrides }: TestOptions = {}): Promise<RunServices> {
  const config = loadConfig({
    env: {
      GENESIS_HOME: temporaryFolder(),
      GENESIS_EXECUTION_MODE: "simulated",
      GENESIS_QUALITY_CHECKS: "false",
      ...env,
    },
    cwd: tmpdir(),
  });
  return createServices(config, silent, overrides);
}

/** The whole graph in memory. */
export async function testGraph(options: TestOptions & { store?: BaseStore } = {}) {
  const services = await testServices(options);
  const store = options.store ?? new InMemoryStore();
  const graph = compileGraph(services, silent, { checkpointer: new MemorySaver(), store });
  return { services, graph, store };
}

type Graph = Awaited<ReturnType<typeof testGraph>>["graph"];

/** Runs a request through a graph and returns its result with all events. */
export async function runToEnd(
  graph: Graph,
  request: Record<string, unknown>,
  threadId: string = crypto.randomUUID(),
) {
  const events: RunEvent[] = [];
  const config = { configurable: { thread_id: threadId } };
  const stream = await graph.stream(request as never, { ...config, streamMode: "custom" });
  for await (const event of stream) events.push(event as RunEvent);
  const state = (await graph.getState(config)).values;
  return { result: state as BusinessCreationResult, state, events, threadId };
}
