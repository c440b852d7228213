import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { isDeepStrictEqual } from "node:util";
import type { BusinessCreationResult } from "../../src/state/business.ts";
import { releases } from "../../src/tools/build-release.ts";
import { readDeployment } from "../../src/tools/deployment.ts";
import { LocalHost } from "../../src/tools/local-host.ts";
import { Workspace } from "../../src/tools/workspace.ts";
import { TASK_MOMENTS } from "./kill-point.ts";
import { comparable } from "./matrix.ts";
import { PLACES, type RealPoint } from "./real-point.ts";
import type { RealJob } from "./real-victim.ts";

const VICTIM = join(import.meta.dirname, "real-victim.ts");
const BUSINESS_ID = "7f3b2a1d-60e5-4c9f-8b54-2a3f4e5d6c7b";

/** What a run has left on this machine. */
export interface Product {
  /** The result without times, ports and what tasks say of how they went. */
  readonly result: unknown;
  /** Path and digest of every file of the project, found there, not only recorded. */
  readonly files: readonly string[];
  readonly releases: readonly number[];
  /** Where `current` leads. */
  readonly current: string;
  readonly processes: number;
  readonly state: string | undefined;
  /** Whether the URL of the result answers with the release that is deployed. */
  readonly answers: boolean;
}

export interface RealOutcome {
  readonly point: RealPoint;
  readonly died: boolean;
  /** What of the product is not as it is without a kill; empty when all is. */
  readonly differs: readonly string[];
}

export const survivedReal = ({ died, differs }: RealOutcome): boolean => died && differs.length === 0;

/** Every place, and the tasks that build and deploy at every moment. */
export const REAL_POINTS: readonly RealPoint[] = [
  ...(Object.keys(PLACES) as (keyof typeof PLACES)[]).flatMap((place) =>
    (["before", "after"] as const)
      .filter((when) => when in PLACES[place])
      .map((when): RealPoint => ({ at: "file", place, when })),
  ),
  ...["build-feature-1", "integration-test", "deploy-product"].flatMap((task) =>
    (["before", "effect", "result"] as const).map((when): RealPoint => ({ at: "task", task, when })),
  ),
];

/** The short form: one in the files, one in the build, and those around the launch. */
export const SHORT_REAL_POINTS: readonly RealPoint[] = [
  { at: "file", place: "source", when: "before" },
  { at: "file", place: "building", when: "before" },
  { at: "file", place: "current", when: "before" },
  { at: "task", task: "deploy-product", when: "effect" },
];

export function describeRealPoint(point: RealPoint): [place: string, moment: string] {
  if (point.at === "never") return ["nowhere", ""];
  if (point.at === "task") return [point.task, TASK_MOMENTS[point.when]];
  const moments: { before?: string; after?: string } = PLACES[point.place];
  return [point.place, moments[point.when] ?? ""];
}

/** The product of a run that nothing disturbed. */
export async function undisturbedProduct(): Promise<Product> {
  return inFreshHome(async (home) => {
    const { result } = await runVictim({
      home,
      businessId: BUSINESS_ID,
      resume: false,
      point: { at: "never" },
    });
    if (!result) throw new Error("the undisturbed run did not end");
    return productIn(home, result);
  });
}

/** Kills a run at the point, resumes it in a new process, and compares what is there. */
export async function killReal(point: RealPoint, expected: Product): Promise<RealOutcome> {
  return inFreshHome(async (home) => {
    const first = await runVictim({ home, businessId: BUSINESS_ID, resume: false, point });
    const again = await runVictim({ home, businessId: BUSINESS_ID, resume: true, point: { at: "never" } });
    const product = again.result && (await productIn(home, again.result));
    const differs = (Object.keys(expected) as (keyof Product)[]).filter(
      (part) => !isDeepStrictEqual(product?.[part], expected[part]),
    );
    return { point, died: first.signal === "SIGKILL", differs };
  });
}

async function productIn(home: string, result: BusinessCreationResult): Promise<Product> {
  const [workspace, another] = Workspace.all(home);
  if (!workspace || another) throw new Error("there is not exactly one business folder");
  const deployment = readDeployment(workspace);
  const health = await fetch(`${result.deployment_url}/healthz`).then(
    (response) => response.json() as Promise<{ release?: string; instance?: string }>,
    () => ({}) as { release?: string; instance?: string },
  );
  return {
    result: withoutCircumstances(result),
    files: filesOf(workspace),
    releases: releases(workspace).map(({ number }) => number),
    current: existsSync(workspace.path("current")) ? readlinkSync(workspace.path("current")) : "nowhere",
    processes: processesOf(workspace.folder),
    state: deployment?.state,
    answers: health.release === String(deployment?.release) && health.instance === deployment?.instance,
  };
}

/** Ports may be taken, and a step that was done twice tells it differently; ids and places of files are the home's. */
function withoutCircumstances(result: BusinessCreationResult): unknown {
  const { metadata, deployment_url, ...rest } = comparable(result);
  const { report_folder: _folder, ...facts } = metadata;
  return {
    ...rest,
    metadata: facts,
    deployed: deployment_url !== null,
    task_results: rest.task_results.map(({ output: _output, ...task }) => task),
  };
}

function filesOf(workspace: Workspace): string[] {
  const damaged = new Set(workspace.damaged().map(({ path }) => path));
  const recorded = new Map(workspace.artefacts().map(({ path, sha256 }) => [path, sha256]));
  return readdirSync(workspace.project, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(workspace.project.length + 1))
    .map((path) => `${path} ${damaged.has(path) ? "damaged" : (recorded.get(path) ?? "unknown")}`)
    .sort();
}

/** Processes that run something of the folder, whoever started them. */
function processesOf(folder: string): number {
  return readdirSync("/proc").filter((pid) => {
    const file = join("/proc", pid, "cmdline");
    if (!/^\d+$/.test(pid) || !existsSync(file)) return false;
    try {
      return readFileSync(file, "utf8").includes(`${folder}/`);
    } catch {
      // It has ended meanwhile.
      return false;
    }
  }).length;
}

async function inFreshHome<T>(use: (home: string) => Promise<T>): Promise<T> {
  const home = mkdtempSync(join(tmpdir(), "genesis-kill-"));
  try {
    return await use(home);
  } finally {
    for (const workspace of Workspace.all(home)) await new LocalHost().stop(workspace);
    rmSync(home, { recursive: true, force: true });
  }
}

async function runVictim(
  job: RealJob,
): Promise<{ signal: string | null; result: BusinessCreationResult | undefined }> {
  const child = spawn(
    process.execPath,
    ["--import", import.meta.resolve("tsx"), VICTIM, JSON.stringify(job)],
    { env: { PATH: process.env.PATH, HOME: job.home }, stdio: ["ignore", "pipe", "pipe"] },
  );
  const [out, err, signal] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    new Promise<string | null>((resolve) => child.on("close", (_code, reason) => resolve(reason))),
  ]);
  if (signal === null && out === "") throw new Error(`the victim failed by itself:\n${err}`);
  return { signal, result: out === "" ? undefined : (JSON.parse(out) as BusinessCreationResult) };
}
