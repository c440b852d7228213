import { existsSync } from "node:fs";
import { cp, mkdir, readdir, symlink, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join, relative } from "node:path";
import { errorFinding, type Finding } from "./finding.ts";

const require = createRequire(import.meta.url);
const PACKAGES = ["hono", "@hono/node-server", "zod", "@photostructure/sqlite"];
/** Runs all tests in one process: a process for each file takes longer than the tests. */
const RUNNER = `import { test } from "node:test";
for (const file of FILES) {
  try { await import(file); } catch (error) { test(file, () => { throw error; }); }
}
`;

/** Compiles the tests of a project into an empty folder. Returns the file to run, undefined when it has no tests. */
export async function compileTests(project: string, folder: string): Promise<string | undefined> {
  const source = join(project, "src");
  const names = existsSync(source) ? await readdir(source, { recursive: true }) : [];
  const files = names.filter((name) => /\.test\.tsx?$/.test(name)).sort();
  if (files.length === 0) return undefined;
  const { build } = await import("esbuild");
  await build({
    entryPoints: files.map((name) => join(source, name)),
    outbase: source,
    outdir: join(folder, "dist"),
    bundle: true,
    splitting: true,
    packages: "external",
    format: "esm",
    platform: "node",
    target: "node20",
    jsx: "automatic",
    jsxImportSource: "hono/jsx",
    sourcemap: "inline",
    logLevel: "silent",
    tsconfigRaw: "{}",
  });
  for (const name of ["business.json", "public", "package.json"]) {
    if (existsSync(join(project, name)))
      await cp(join(project, name), join(folder, name), { recursive: true });
  }
  await linkPackages(folder);
  const runner = join(folder, "dist", "all-tests.mjs");
  const compiled = files.map((name) => `./${name.replaceAll("\\", "/").replace(/\.tsx?$/, ".js")}`);
  await writeFile(runner, RUNNER.replace("FILES", JSON.stringify(compiled)));
  return runner;
}

/** Links the packages a product needs from where Genesis has them. Returns their folders. */
async function linkPackages(folder: string): Promise<void> {
  for (const name of PACKAGES) {
    const link = join(folder, "node_modules", name);
    await mkdir(dirname(link), { recursive: true });
    await symlink(packageFolder(name), link, "dir");
  }
}

/** The folder of a package as this installation resolves it. */
export function packageFolder(name: string): string {
  for (const base of require.resolve.paths(name) ?? [])
    if (existsSync(join(base, name))) return join(base, name);
  throw new Error(`The package ${name} is not installed.`);
}

/** What a run of the tests says, read from its TAP output. */
export function testFindings(tap: string, exitCode: number | null): Finding[] {
  const failed = [...tap.matchAll(/^not ok \d+ - (.*)\n(?: {2}---\n([\s\S]*?)\n {2}\.\.\.)?/gm)].map(
    ([, name = "", details = ""]) =>
      errorFinding(
        "tests",
        locationOf(details) ?? "the project's tests",
        `${unescapeTap(name)}: ${reasonOf(details)}`,
      ),
  );
  if (failed.length > 0) return failed;
  const ran = Number(/^# pass (\d+)/m.exec(tap)?.[1] ?? 0);
  if (exitCode === 0 && ran > 0) return [];
  return [
    errorFinding("tests", "the project's tests", `They ended with ${exitCode} after ${ran} passed tests.`),
  ];
}

function locationOf(details: string): string | undefined {
  const found = /location: '([^']+)'/.exec(details)?.[1];
  return (
    found && relative(dirname(found.slice(0, found.indexOf("dist/") + 1)), found).replace(/^.*?dist\//, "")
  );
}

function reasonOf(details: string): string {
  const block = /error: \|-\n((?: {4}.*\n?)+)/.exec(details)?.[1];
  const line = /error: ["']?(.+?)["']?$/m.exec(details)?.[1];
  return (block ?? line ?? "failed").replace(/\s+/g, " ").trim();
}

function unescapeTap(name: string): string {
  return name.replace(/\\([\\#])/g, "$1");
}
