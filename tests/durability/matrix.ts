import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { isDeepStrictEqual } from "node:util";
import type { BusinessCreationResult } from "../../src/state/business.ts";
import { type KillPoint, STEP_MOMENTS, TASK_MOMENTS } from "./kill-point.ts";
import { irreversible, readLedger } from "./ledger.ts";
import type { Job } from "./victim.ts";

const VICTIM = join(import.meta.dirname, "victim.ts");
const BUSINESS_ID = "6e2a1f0c-59d4-4b8e-9a43-1f2e3d4c5b6a";
/** Fails once, so that the run passes `evolve-plan` too. */
const FAILS_FIRST = "integration-test";

/** A run that nothing disturbed: what every killed one is compared with. */
export interface Reference {
  readonly nodes: readonly string[];
  readonly result: BusinessCreationResult;
  readonly irreversibleEffects: readonly string[];
}

export interface KillOutcome {
  readonly point: KillPoint;
  readonly died: boolean;
  readonly equalResult: boolean;
  /** Money and deploy effects in the ledger: missing and surplus ones, none when each happened exactly once. */
  readonly missing: readonly string[];
  readonly surplus: readonly string[];
  /** Effects that may be repeated (writing the same file again) and were: at most those in flight. */
  readonly repeatedWrites: number;
}

export interface Backend {
  readonly name: string;
  /** The environment that chooses it, fresh for every case, and how to clean up after it. */
  open(): { readonly env: Record<string, string>; dispose(): Promise<void> };
}

export async function reference(backend: Backend): Promise<Reference> {
  return inFreshHome(backend, async (home, env) => {
    const { ended } = await runVictim(job(home, { resume: false, point: { at: "never" } }), env);
    if (!ended) throw new Error("the undisturbed run did not end");
    const effects = readLedger(join(home, "ledger")).filter(({ effect }) => irreversible(effect));
    return { ...ended, irreversibleEffects: effects.map(({ key }) => key).sort() };
  });
}

/** Kills a run at the point, resumes it in a new process, and compares. */
export async function killAndResume(
  backend: Backend,
  point: KillPoint,
  expected: Reference,
  { forgetful = false }: { readonly forgetful?: boolean } = {},
): Promise<KillOutcome> {
  return inFreshHome(backend, async (home, env) => {
    const first = await runVictim(job(home, { resume: false, point }), env);
    const again = { ...job(home, { resume: true, point: { at: "never" } }), forgetful };
    const second = await runVictim(again, env);
    const ledger = readLedger(join(home, "ledger"));
    const found = ledger.filter(({ effect }) => irreversible(effect)).map(({ key }) => key);
    const writes = ledger.filter(({ effect }) => !irreversible(effect)).map(({ key }) => key);
    return {
      point,
      died: first.signal === "SIGKILL",
      equalResult: isDeepStrictEqual(
        second.ended && comparable(second.ended.result),
        comparable(expected.result),
      ),
      missing: expected.irreversibleEffects.filter((key) => !found.includes(key)),
      surplus: found.filter(
        (key, at) => found.indexOf(key) !== at || !expected.irreversibleEffects.includes(key),
      ),
      repeatedWrites: writes.length - new Set(writes).size,
    };
  });
}

export function survived({ died, equalResult, missing, surplus }: KillOutcome): boolean {
  return died && equalResult && missing.length === 0 && surplus.length === 0;
}

/** Runs cases side by side, in the order of the points. */
export async function killAtEach(
  backend: Backend,
  points: readonly KillPoint[],
  { expected, atOnce = 2, onDone }: MatrixOptions,
): Promise<KillOutcome[]> {
  const outcomes: KillOutcome[] = [];
  let next = 0;
  const lane = async () => {
    for (let at = next++; at < points.length; at = next++) {
      const outcome = await killAndResume(backend, points[at] as KillPoint, expected);
      outcomes[at] = outcome;
      onDone?.(outcome);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, lane));
  return outcomes;
}

export interface MatrixOptions {
  readonly expected: Reference;
  readonly atOnce?: number;
  readonly onDone?: (outcome: KillOutcome) => void;
}

/** Every node at every moment, and the given tasks at every moment. */
export function allPoints({ nodes }: Reference, tasks: readonly string[]): KillPoint[] {
  const steps = nodes.flatMap((_node, step) =>
    moments(STEP_MOMENTS).map((when): KillPoint => ({ at: "step", step, when })),
  );
  const inTasks = tasks.flatMap((task) =>
    moments(TASK_MOMENTS).map((when): KillPoint => ({ at: "task", task, when })),
  );
  return [...steps, ...inTasks];
}

/** The short form: every node at one moment, in turn, and the irreversible tasks where a second effect threatens. */
export function shortPoints({ nodes }: Reference, irreversibleTasks: readonly string[]): KillPoint[] {
  const when = moments(STEP_MOMENTS);
  const steps = nodes.map(
    (_node, step): KillPoint => ({ at: "step", step, when: when[step % when.length] ?? "done" }),
  );
  const inTasks = irreversibleTasks.flatMap((task): KillPoint[] => [
    { at: "task", task, when: "effect" },
    { at: "task", task, when: "result" },
  ]);
  return [...steps, ...inTasks];
}

function moments<M extends string>(table: Readonly<Record<M, string>>): M[] {
  return Object.keys(table) as M[];
}

export function describePoint(point: KillPoint, { nodes }: Reference): [place: string, moment: string] {
  if (point.at === "never") return ["nowhere", ""];
  if (point.at === "task") return [`execute-tasks: ${point.task}`, TASK_MOMENTS[point.when]];
  const name = nodes[point.step] ?? `step ${point.step}`;
  const round = nodes.slice(0, point.step).filter((node) => node === name).length + 1;
  return [round > 1 ? `${name} (round ${round})` : name, STEP_MOMENTS[point.when]];
}

/** A result without what differs between any two runs: times. */
export function comparable({
  timestamp: _at,
  execution_time_seconds: _took,
  ...result
}: BusinessCreationResult) {
  const { revenue_projection: revenue } = result;
  return {
    ...result,
    task_results: result.task_results.map(
      ({ started_at: _start, duration_seconds: _length, ...task }) => task,
    ),
    revenue_projection: {
      ...revenue,
      assumptions: revenue.assumptions.filter((text) => !text.startsWith("Execution time")),
    },
  };
}

function job(home: string, { resume, point }: Pick<Job, "resume" | "point">): Job {
  const ledger = join(home, "ledger");
  return { home, ledger, businessId: BUSINESS_ID, resume, failsFirst: FAILS_FIRST, forgetful: false, point };
}

async function inFreshHome<T>(
  backend: Backend,
  use: (home: string, env: Record<string, string>) => Promise<T>,
): Promise<T> {
  const home = mkdtempSync(join(tmpdir(), "genesis-kill-"));
  const { env, dispose } = backend.open();
  try {
    return await use(home, env);
  } finally {
    await dispose();
    rmSync(home, { recursive: true, force: true });
  }
}

interface Ended {
  readonly nodes: string[];
  readonly result: BusinessCreationResult;
}

async function runVictim(
  work: Job,
  env: Record<string, string>,
): Promise<{ signal: string | null; ended: Ended | undefined }> {
  const child = spawn(
    process.execPath,
    ["--import", import.meta.resolve("tsx"), VICTIM, JSON.stringify(work)],
    {
      env: { PATH: process.env.PATH, HOME: work.home, ...env },
      stdio: ["ignore", "pipe", "pipe"],
    },
  );
  const [out, err, signal] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    new Promise<string | null>((resolve) => child.on("close", (_code, reason) => resolve(reason))),
  ]);
  if (signal === null && out === "") throw new Error(`the victim failed by itself:\n${err}`);
  return { signal, ended: out === "" ? undefined : (JSON.parse(out) as Ended) };
}
