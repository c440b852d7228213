import { existsSync } from "node:fs";
import { mkdtemp, readFile, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import { linkPackages, packageFolders, productPackages } from "../packages.ts";
import { runSandboxed, type SandboxOptions, type SandboxResult } from "../sandbox.ts";
import { compileApp, compileTests } from "./compile.ts";
import { CHECKS, type Check, errorFinding, type Finding, FindingSchema } from "./finding.ts";
import { testFindings } from "./project-tests.ts";
import { checkSecrets } from "./secrets.ts";

/** Many times what the checks of the largest product take. */
const TIMEOUT_MS = 120_000;
const MEMORY_MB = 2_048;
const PROBED: readonly Check[] = ["links", "forms", "accessibility", "html", "headers", "weight", "contrast"];

export interface CheckProductOptions {
  /** The folder of the project's source. */
  readonly project: string;
  /** The folder of a release that was built from it. */
  readonly release: string;
  /** All by default. */
  readonly checks?: readonly Check[];
  /** Values that must not be in any file of the project. */
  readonly secretValues?: readonly string[];
  readonly signal?: AbortSignal;
  /** How commands are run; tests put something else here. */
  readonly run?: (options: SandboxOptions) => Promise<SandboxResult>;
}

export interface QualityReport {
  readonly findings: readonly Finding[];
  /** Which checks were made. */
  readonly ran: readonly Check[];
  /** Milliseconds by check, and of the whole. Checks run side by side. */
  readonly durations: Readonly<Partial<Record<Check | "total", number>>>;
}

const ReportSchema = z.object({
  findings: z.array(FindingSchema),
  spent: z.partialRecord(z.enum(CHECKS), z.number()),
});
type Part = z.infer<typeof ReportSchema>;

/**
 * Checks a product before it is released. Whatever runs code of the product, or takes long, runs in processes of its
 * own without network: types, the project's own tests, and the walk through the release. A check that could not be
 * made is an error like any other.
 */
export async function checkProduct(options: CheckProductOptions): Promise<QualityReport> {
  const { checks = CHECKS } = options;
  const started = performance.now();
  // Links in the path, such as /tmp on some systems, would keep packages from being found.
  const folder = await realpath(await mkdtemp(join(tmpdir(), "genesis-checks-")));
  try {
    linkPackages(folder, productPackages(options.project));
    const made = await makeChecks({ ...options, folder }, checks);
    const order = (check: Check) => CHECKS.indexOf(check);
    return {
      findings: made.flatMap(({ findings }) => findings).sort((a, b) => order(a.check) - order(b.check)),
      ran: CHECKS.filter((check) => checks.includes(check)),
      durations: {
        ...Object.assign({}, ...made.map(({ spent }) => spent)),
        total: performance.now() - started,
      },
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** What is compiled for the checks goes to `folder`. */
type Work = CheckProductOptions & { readonly folder: string };

async function makeChecks(work: Work, checks: readonly Check[]): Promise<Part[]> {
  const probed = PROBED.filter((check) => checks.includes(check));
  const parts = await Promise.all([
    checks.includes("types") && types(work),
    probed.length > 0 && walk(work, probed),
    checks.includes("tests") && tests(work),
    checks.includes("secrets") && secrets(work),
  ]);
  return parts.filter((part): part is Part => part !== false);
}

function types(work: Work): Promise<Part> {
  return inChild(work, "types", { job: "types", project: work.project });
}

async function walk(work: Work, checks: readonly Check[]): Promise<Part> {
  const check = checks[0] ?? "links";
  try {
    const app = await compileApp(work.project, work.folder);
    return await inChild(work, check, { job: "probe", app, folder: work.release, checks });
  } catch (error) {
    const message = `The project could not be compiled: ${messageOf(error)}`;
    return { findings: [errorFinding(check, "src", message)], spent: {} };
  }
}

async function tests(work: Work): Promise<Part> {
  const started = performance.now();
  const findings = await runTests(work);
  return { findings, spent: { tests: performance.now() - started } };
}

async function runTests(work: Work): Promise<Finding[]> {
  let runner: string | undefined;
  try {
    runner = await compileTests(work.project, work.folder);
  } catch (error) {
    return [errorFinding("tests", "src", `The tests could not be compiled: ${messageOf(error)}`)];
  }
  if (!runner) return [errorFinding("tests", "src", "The project has no tests.")];
  const { exitCode, stdout, stderr, timedOut } = await command(work, {
    args: ["--enable-source-maps", "--test-reporter=tap", runner],
    writable: [work.folder],
  });
  if (timedOut) return [errorFinding("tests", "src", `Not done after ${TIMEOUT_MS / 1_000} s.`)];
  const findings = testFindings(stdout, exitCode);
  const [first] = findings;
  // A process that broke down says why on the other stream.
  if (!first || stdout.includes("not ok")) return findings;
  return [{ ...first, message: `${first.message} ${stderr.slice(-400)}`.trim() }];
}

async function secrets({ project, secretValues = [] }: CheckProductOptions): Promise<Part> {
  const started = performance.now();
  const own = await valuesOf(join(dirname(project), ".env"));
  const findings = await checkSecrets(project, { values: [...secretValues, ...own] });
  return { findings, spent: { secrets: performance.now() - started } };
}

/** The values of an env file; none when there is no file. */
async function valuesOf(path: string): Promise<string[]> {
  if (!existsSync(path)) return [];
  return [...(await readFile(path, "utf8")).matchAll(/^\w+=["']?([^"'\r\n]+)/gm)].map(
    ([, value = ""]) => value,
  );
}

/** Runs child.ts. What goes wrong there is an error of the check it was for. */
async function inChild(work: Work, check: Check, job: object): Promise<Part> {
  const script = fileURLToPath(new URL("./child.ts", import.meta.url));
  // Compiled, it is JavaScript; from source, Node 20 needs help to read it.
  const compiled = script.replace(/\.ts$/, ".js");
  const args = existsSync(compiled) ? [compiled] : ["--import", import.meta.resolve("tsx"), script];
  const { exitCode, stdout, stderr, timedOut } = await command(work, {
    args: [...args, JSON.stringify(job)],
  });
  const line = stdout.trimEnd().split("\n").at(-1) ?? "";
  const parsed = ReportSchema.safeParse(exitCode === 0 ? jsonOf(line) : undefined);
  if (parsed.success) return parsed.data;
  const why = timedOut ? `It was not done after ${TIMEOUT_MS / 1_000} s.` : reasonOf(stderr);
  return { findings: [errorFinding(check, "the release", `It could not be checked. ${why}`)], spent: {} };
}

async function command(
  { project, release, folder, signal, run = runSandboxed }: Work,
  what: { args: readonly string[]; writable?: readonly string[] },
): Promise<SandboxResult> {
  return run({
    command: process.execPath,
    cwd: folder,
    writable: [],
    ...what,
    readOnly: [...installation(), project, release, folder],
    timeoutMs: TIMEOUT_MS,
    memoryMb: MEMORY_MB,
    ...(signal ? { signal } : {}),
  });
}

/** Genesis itself, with the file that says its modules are such, and the packages it shares with products. */
function installation(): string[] {
  const code = fileURLToPath(new URL("../..", import.meta.url));
  return [code, join(code, "../package.json"), ...packageFolders()];
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Not a report; the schema says so.
    return undefined;
  }
}

/** The line of an uncaught error that says what happened, or the end of what was written. */
function reasonOf(stderr: string): string {
  return /^\w*Error.*$/m.exec(stderr)?.[0] ?? stderr.trim().slice(-400);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
