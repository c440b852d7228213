import { AGENT_CATALOGUE } from "../../src/agents/catalogue.ts";
import {
  type RemoteAttempt,
  type RemoteWorkerOptions,
  remoteWorker,
} from "../../src/agents/remote/remote-worker.ts";
import { A2aAgentEntrySchema, a2aAgentsConfig } from "../../src/config/a2a-agents.ts";
import type { TaskWorker, WorkContext } from "../../src/state/agent.ts";
import { systemClock } from "../../src/state/clock.ts";
import { AgentDirectory, type DirectoryOptions } from "../../src/tools/a2a/directory.ts";
import { aRequirements } from "./requirements.ts";
import { temporaryFolder } from "./services.ts";

/** Entries of an allowlist with short times. */
export function allowlist(
  entries: readonly (Record<string, unknown> & { url: string })[],
  env: Record<string, string> = {},
) {
  const short = { connect_timeout_ms: 1_000, idle_timeout_seconds: 0.4, timeout_seconds: 2 };
  return a2aAgentsConfig({
    urls: [],
    entries: entries.map((entry) => A2aAgentEntrySchema.parse({ ...short, ...entry })),
    env,
  });
}

export function directoryOf(entries: DirectoryOptions["entries"], options: Partial<DirectoryOptions> = {}) {
  return new AgentDirectory({ entries, agents: AGENT_CATALOGUE, clock: systemClock, ...options });
}

/** Our own worker, which keeps count. */
export function ownWorker(
  kind: "built-in" | "simulated" = "built-in",
): TaskWorker & { readonly done: string[] } {
  const done: string[] = [];
  return {
    kind,
    done,
    async execute(task) {
      done.push(task.task_id);
      return { output: { summary: "Done here." }, simulated: kind === "simulated" };
    },
  };
}

/** A remote worker over an allowlist, with what can be seen of it. */
export function workerOf(entries: DirectoryOptions["entries"], options: Partial<RemoteWorkerOptions> = {}) {
  const attempts: RemoteAttempt[] = [];
  const builtIn = ownWorker();
  const simulated = ownWorker("simulated");
  const home = options.home ?? temporaryFolder();
  const directory = options.directory ?? directoryOf(entries);
  const worker = remoteWorker({
    directory,
    builtIn,
    simulated,
    observe: (attempt) => attempts.push(attempt),
    ...options,
    home,
  });
  return { worker, attempts, builtIn, simulated, home, directory };
}

export function aContext(differences: Partial<WorkContext> = {}): WorkContext {
  const businessId = differences.businessId ?? crypto.randomUUID();
  return {
    businessId,
    businessName: "Ledger Loop",
    businessType: "saas_tool",
    requirements: aRequirements(),
    agentId: "builder",
    mode: "real",
    idempotencyKey: `${businessId}:task:1`,
    seed: 1,
    signal: new AbortController().signal,
    inputs: {},
    ...differences,
  };
}
