import { existsSync } from "node:fs";
import { join } from "node:path";
import { InMemoryStore, MemorySaver } from "@langchain/langgraph";
import { loadConfig } from "../config/config.ts";
import { compileGraph } from "../graph/compile.ts";
import type { NodeId } from "../graph/node-ids.ts";
import { createServices, type RunServices } from "../services.ts";
import { GenesisError } from "../state/errors.ts";
import type { GenesisState } from "../state/genesis-state.ts";
import { openStores } from "../stores/open.ts";
import { createLogger, type Logger } from "../telemetry/logger.ts";
import type { PreviewOptions } from "./parsers/preview.ts";
import { readRequirements } from "./requirements-file.ts";

/** A run as it would be up to some node. */
export interface Preview {
  readonly state: GenesisState;
  readonly services: RunServices;
  /** What the installation remembers; to be read only. */
  readonly store: InMemoryStore | Awaited<ReturnType<typeof openStores>>["store"];
  readonly log: Logger;
}

/**
 * Takes a request through the graph up to and including `stopAfter` and hands on what is there then. No task is
 * run and nothing is kept; the idea is made without a model. Memory is read where there is one.
 */
export async function withPreview<T>(
  options: PreviewOptions,
  stopAfter: NodeId,
  use: (preview: Preview) => Promise<T>,
): Promise<T> {
  const config = loadConfig();
  const log = createLogger({ level: process.env.GENESIS_LOG_LEVEL ?? "silent" });
  const services = await createServices(config, log);
  const kept = existsSync(join(config.home, "genesis.db"))
    ? await openStores({ home: config.home, clock: services.clock, mayBeReadOnly: true })
    : undefined;
  try {
    const store = kept?.store ?? new InMemoryStore();
    const graph = compileGraph({ ...services, llm: undefined }, log, {
      checkpointer: new MemorySaver(),
      store,
    });
    const thread = { configurable: { thread_id: "preview" } };
    await graph.invoke(await requestOf(options), { ...thread, interruptAfter: [stopAfter] });
    const state = (await graph.getState(thread)).values as GenesisState;
    if (state.outcome?.error) throw asGenesisError(state.outcome.error);
    return await use({ state, services, store, log });
  } finally {
    await kept?.close();
  }
}

async function requestOf({ type, features, technologies, requirementsFile, seed }: PreviewOptions) {
  const fromFile = requirementsFile === undefined ? {} : await readRequirements(requirementsFile);
  const requirements = {
    ...fromFile,
    ...(features && { mvp_features: features }),
    ...(technologies && { tech_stack: technologies }),
  };
  return { business_type: type, requirements, seed, autonomous: true, execution_mode: "simulated" };
}

function asGenesisError({
  code,
  message,
  ...options
}: NonNullable<NonNullable<GenesisState["outcome"]>["error"]>) {
  return new GenesisError(code, message, options);
}
