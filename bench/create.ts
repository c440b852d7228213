import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createGenesis, type Genesis } from "../src/genesis.ts";
import type { BusinessCreationResult, ExecutionMode } from "../src/state/business.ts";
import type { RunEvent } from "../src/state/run-event.ts";
import { LocalHost } from "../src/tools/local-host.ts";
import { Workspace } from "../src/tools/workspace.ts";
import type { BenchReport } from "./report.ts";
import { median, round } from "./statistics.ts";

/** Of each kind and type; the middle one counts. */
const RUNS = 3;
const LIMIT_SECONDS = 1;
const SEED = 1;

interface Measured {
  /** Of the whole run, milliseconds. */
  readonly whole: number;
  readonly events: readonly RunEvent[];
  readonly result: BusinessCreationResult;
}

/**
 * Whole real runs of every archetype against simulated runs of the same type in the same process. The quality checks are
 * left out of the claim (they take as long as they find useful), and shown beside it.
 */
export async function create(): Promise<BenchReport> {
  const home = await mkdtemp(join(tmpdir(), "genesis-bench-"));
  const genesisWith = (qualityChecks: boolean) =>
    createGenesis({
      sources: {
        env: {
          GENESIS_HOME: home,
          GENESIS_LOG_LEVEL: "silent",
          GENESIS_QUALITY_CHECKS: String(qualityChecks),
        },
      },
    });
  const plain = await genesisWith(false);
  const checking = await genesisWith(true);
  try {
    // The first run of a process reads templates and compiles what all others use.
    await run(plain, "saas_tool", "real", home);
    const rows: Record<string, string | number>[] = [];
    const overheads: number[] = [];
    for (const type of plain.archetypes.types()) {
      const simulated: number[] = [];
      const real: Measured[] = [];
      for (let at = 0; at < RUNS; at += 1) {
        // Alternating, so that a slow moment of the machine hits both.
        simulated.push((await run(plain, type, "simulated", home)).whole);
        real.push(await run(plain, type, "real", home));
      }
      const whole = median(real.map((one) => one.whole));
      const checked = await run(checking, type, "real", home);
      overheads.push((whole - median(simulated)) / 1_000);
      rows.push({
        type,
        ...parts(real.find((one) => one.whole === whole) ?? checked),
        "real s": round(whole / 1_000),
        "simulated s": round(median(simulated) / 1_000),
        "overhead s": round((whole - median(simulated)) / 1_000),
        "with QA s": round(checked.whole / 1_000),
        outcome: checked.result.status,
      });
    }
    const worst = Math.max(...overheads);
    const claim = `seconds that building and launching add to a simulated run, worst of ${rows.length} types, median of ${RUNS}`;
    return {
      bench: "create",
      rows,
      claims: [{ claim, ratio: round(worst, 3), limit: LIMIT_SECONDS }],
    };
  } finally {
    await plain.close();
    await checking.close();
    await stopAll(home);
    await rm(home, { recursive: true });
  }
}

async function run(genesis: Genesis, type: string, mode: ExecutionMode, home: string): Promise<Measured> {
  const startedAt = performance.now();
  const business = genesis.createBusiness(type, undefined, { seed: SEED, executionMode: mode });
  const events: RunEvent[] = [];
  for await (const event of business) events.push(event);
  const whole = performance.now() - startedAt;
  const result = await business;
  // Products of earlier runs must not take time from later ones.
  if (mode === "real") await stopAll(home);
  return { whole, events, result };
}

/** Where the time of a run goes, seconds: deciding, building, the first release with what checks it, and the launch. */
function parts({ events, result }: Measured): Record<string, number> {
  const deciding = events.reduce(
    (sum, event) =>
      event.type === "node.completed" && event.node !== "execute-tasks" ? sum + event.duration_seconds : sum,
    0,
  );
  const span = (wanted: (phase: string, id: string) => boolean) => {
    const own = result.task_results.filter(
      ({ phase, task_id, started_at }) => started_at && wanted(phase, task_id),
    );
    const begins = own.map(({ started_at }) => Date.parse(started_at ?? ""));
    const ends = own.map(({ duration_seconds }, at) => (begins[at] ?? 0) + duration_seconds * 1_000);
    return own.length === 0 ? 0 : (Math.max(...ends) - Math.min(...begins)) / 1_000;
  };
  return {
    "decide s": round(deciding),
    "build s": round(span((phase) => phase === "build")),
    "release s": round(span((phase) => phase === "test")),
    "launch s": round(span((_phase, id) => id === "deploy-product")),
  };
}

async function stopAll(home: string): Promise<void> {
  const host = new LocalHost();
  for (const workspace of Workspace.all(home)) await host.stop(workspace);
}
