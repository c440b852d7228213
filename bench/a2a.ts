import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AGENT_CATALOGUE } from "../src/agents/catalogue.ts";
import { remoteWorker } from "../src/agents/remote/remote-worker.ts";
import { A2aAgentEntrySchema, a2aAgentsConfig } from "../src/config/a2a-agents.ts";
import type { TaskWorker, WorkContext } from "../src/state/agent.ts";
import { systemClock } from "../src/state/clock.ts";
import type { Task } from "../src/state/task.ts";
import { AgentDirectory } from "../src/tools/a2a/directory.ts";
import { type EchoAgent, startEchoAgent, WORK_MS } from "./a2a-echo.ts";
import type { BenchReport } from "./report.ts";
import { median, round, timed } from "./statistics.ts";

const AT_ONCE = [1, 2, 4, 8, 16, 32, 64];
const RUNS = 9;
/** What the remote side is allowed to cost beside work of 50 ms, one task at a time. */
const LIMIT_ALONE = 1.5;
/** What our client may cost beside the bare SDK doing the same exchange, at most. */
const LIMIT_SDK = 2.5;

/**
 * A task of 50 ms done by a remote agent over real HTTP, beside the same task done here, the bare SDK client and a bare
 * HTTP round trip to the same server: milliseconds until all that were begun at once are done.
 */
export async function a2a(): Promise<BenchReport> {
  const agent = await startEchoAgent();
  const home = mkdtempSync(join(tmpdir(), "genesis-bench-"));
  const { worker, close } = remoteOf(agent, home);
  try {
    const rows = [];
    for (const atOnce of [1, ...AT_ONCE]) rows.push(await measure(atOnce, agent, worker));
    // The first row warmed everything up.
    return reportOf(rows.slice(1));
  } finally {
    close();
    await agent.close();
    rmSync(home, { recursive: true, force: true });
  }
}

function remoteOf({ url }: EchoAgent, home: string) {
  const entry = A2aAgentEntrySchema.parse({ url, max_concurrency: 64, requests_per_minute: 100_000 });
  const entries = a2aAgentsConfig({ urls: [], entries: [entry], env: {} });
  const directory = new AgentDirectory({ entries, agents: AGENT_CATALOGUE, clock: systemClock });
  const own = { kind: "local", execute: localWork };
  const worker = remoteWorker({ home, directory, builtIn: own, simulated: own, observe: failIfNotDone });
  return { worker, close: () => directory.close() };
}

const localWork: TaskWorker["execute"] = async () => {
  await new Promise((resolve) => setTimeout(resolve, WORK_MS));
  return { output: {}, simulated: true };
};

function failIfNotDone({ outcome, message }: { outcome: string; message: string }): void {
  if (outcome !== "completed") throw new Error(`the remote agent failed: ${outcome} ${message}`);
}

interface Row {
  readonly atOnce: number;
  readonly local: number;
  readonly http: number;
  readonly sdk: number;
  readonly remote: number;
}

async function measure(atOnce: number, agent: EchoAgent, worker: TaskWorker): Promise<Row> {
  const middle = async (work: () => Promise<unknown>) => {
    const times = [];
    for (let run = 0; run < RUNS; run += 1) {
      times.push(await timed(() => Promise.all(Array.from({ length: atOnce }, work))));
    }
    return median(times);
  };
  return {
    atOnce,
    local: await middle(() => localWork(TASK, contextOf())),
    http: await middle(() => agent.bareHttp()),
    sdk: await middle(() => agent.bareSdk()),
    remote: await middle(() => worker.execute(TASK, contextOf())),
  };
}

function reportOf(rows: readonly Row[]): BenchReport {
  const [alone] = rows;
  const worst = rows.map(({ remote, sdk }) => remote / sdk);
  return {
    bench: "a2a",
    rows: rows.map(({ atOnce, local, http, sdk, remote }) => ({
      "at once": atOnce,
      "local ms": round(local, 1),
      "bare HTTP ms": round(http, 1),
      "bare SDK ms": round(sdk, 1),
      "remote ms": round(remote, 1),
      "HTTP / local": round(http / local),
      "SDK / local": round(sdk / local),
      "remote / local": round(remote / local),
      "remote / SDK": round(remote / sdk),
    })),
    claims: [
      {
        claim: `one remote task of ${WORK_MS} ms over the same one here`,
        ratio: (alone?.remote ?? Number.NaN) / (alone?.local ?? Number.NaN),
        limit: LIMIT_ALONE,
      },
      {
        claim: `remote tasks over the bare SDK client, median of 1 to ${AT_ONCE.at(-1)} at once`,
        ratio: median(worst),
        limit: LIMIT_SDK,
      },
    ],
  };
}

const TASK: Task = {
  task_id: "bench",
  title: "Write the plan",
  description: "Writes the plan of the product.",
  phase: "build",
  feature: null,
  depends_on: [],
  capabilities: ["frontend"],
  expected_outputs: ["a plan"],
  effort_hours: 1,
  critical: false,
  effect: "write",
};

function contextOf(): WorkContext {
  const businessId = crypto.randomUUID();
  return {
    businessId,
    businessName: "Ledger Loop",
    businessType: "saas_tool",
    requirements: {
      name: "Ledger Loop",
      description: "Keeps small companies paid by following up on invoices.",
      target_audience: "Small business owners",
      monetization: "Freemium, $19/mo",
      mvp_features: ["User authentication"],
      tech_stack: ["Postgres"],
      success_metrics: { activation_rate: "> 30%" },
      business_type: "saas_tool",
      estimated_time: "2 weeks",
    },
    agentId: "builder",
    // Nothing is built here, so that the exchange alone is timed.
    mode: "simulated",
    idempotencyKey: `${businessId}:bench:1`,
    seed: 1,
    signal: new AbortController().signal,
    inputs: {},
  };
}
