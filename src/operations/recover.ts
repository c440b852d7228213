import type { FeatureFlags } from "../config/feature-flags.ts";
import type { BusinessRun } from "../runtime/business-run.ts";
import type { BusinessCreationResult } from "../state/business.ts";
import { toErrorInfo } from "../state/errors.ts";
import type { RequestRecord } from "../stores/request-log.ts";
import type { RunRecord } from "../stores/runs.ts";
import { replayable } from "./replay.ts";

/** What recovery needs of Genesis. */
export interface Recoverable {
  readonly flags: Pick<FeatureFlags, "persist" | "isEnabled">;
  interrupted(): Promise<RunRecord[]>;
  resume(businessId: string): BusinessRun;
  waiting(): Promise<RequestRecord[]>;
  replay(record: RequestRecord): BusinessRun;
  checkMemory(): Promise<void>;
  list(filter: { status: string; limit: number }): Promise<RunRecord[]>;
}

export interface RecoveryStep {
  readonly step: "maintenance-on" | "flush" | "memory" | "maintenance-off" | "replay" | "review";
  readonly state: "ok" | "problem";
  readonly detail: string;
}

const MAX_REVIEWED = 100;

/**
 * Cold start recovery (guide 23.2): with new runs held off, brings what was interrupted to its end, checks that memory
 * can be written, lets new runs in again, replays what failed, and names what failed for good. Each step is reported;
 * while memory can't be written, maintenance stays on.
 */
export async function* recover(genesis: Recoverable): AsyncGenerator<RecoveryStep> {
  yield await step("maintenance-on", () => setMaintenance(genesis, true));
  yield await step("flush", () => flush(genesis));
  const memory = await step("memory", async () => {
    await genesis.checkMemory();
    return "it can be written";
  });
  yield memory;
  if (memory.state === "problem") return;
  const opened = await step("maintenance-off", () => setMaintenance(genesis, false));
  yield opened;
  if (opened.state === "ok") yield await step("replay", () => replayAll(genesis));
  yield await step("review", () => review(genesis));
}

async function step(name: RecoveryStep["step"], work: () => Promise<string>): Promise<RecoveryStep> {
  try {
    return { step: name, state: "ok", detail: await work() };
  } catch (error) {
    const { message, hint, code } = toErrorInfo(error);
    return { step: name, state: "problem", detail: `${message} ${hint} [${code}]` };
  }
}

async function setMaintenance({ flags }: Recoverable, on: boolean): Promise<string> {
  flags.persist("maintenance_mode", on);
  if ((await flags.isEnabled("maintenance_mode")) !== on) {
    throw new Error("GENESIS_FLAG_MAINTENANCE_MODE is set in the environment and wins over the config file.");
  }
  return on ? "new runs are refused" : "new runs are admitted";
}

async function flush(genesis: Recoverable): Promise<string> {
  const runs = await genesis.interrupted();
  const ends = await inTurn(runs, (run) => genesis.resume(run.business_id));
  return summary(ends, "interrupted");
}

async function replayAll(genesis: Recoverable): Promise<string> {
  const { due, givenUp } = replayable(await genesis.waiting());
  const ends = await inTurn(due, (record) => genesis.replay(record));
  const left =
    givenUp.length > 0
      ? `; ${givenUp.length} have failed too often or run out of budget and wait for you`
      : "";
  return `${summary(ends, "waiting")}${left}`;
}

async function review(genesis: Recoverable): Promise<string> {
  const failed = await genesis.list({ status: "FAILED", limit: MAX_REVIEWED });
  if (failed.length === 0) return "no run has an unavailable projection";
  const ids = failed.map(({ business_id }) => business_id.slice(0, 8));
  return `${failed.length} failed runs have no projection: ${ids.slice(0, 10).join(", ")}${ids.length > 10 ? ", ..." : ""}`;
}

/** One after the other: after an outage the machine has enough to do. */
async function inTurn<T>(items: readonly T[], begin: (item: T) => BusinessRun): Promise<string[]> {
  const ends: string[] = [];
  for (const item of items) ends.push(await endOf(begin(item)));
  return ends;
}

async function endOf(run: BusinessRun): Promise<string> {
  try {
    const { status }: BusinessCreationResult = await run;
    return status;
  } catch (error) {
    return toErrorInfo(error).code;
  }
}

function summary(ends: readonly string[], what: string): string {
  if (ends.length === 0) return `nothing was ${what}`;
  const counts = new Map<string, number>();
  for (const end of ends) counts.set(end, (counts.get(end) ?? 0) + 1);
  return `${ends.length} ${what}: ${[...counts].map(([end, count]) => `${count} ${end}`).join(", ")}`;
}
