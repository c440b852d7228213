import { existsSync } from "node:fs";
import { cp, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { BuildOptions } from "esbuild";

/** What the checks take from a product; a release itself only starts a server. */
const PARTS = `export { createApp } from "./kit/app.tsx";
export { readBusiness } from "./kit/business.ts";
export { Database } from "./kit/database.ts";
export { createProduct } from "./kit/product.ts";
export { blocks } from "./blocks.ts";
`;

/** Runs all tests in one process: a process for each file takes longer than the tests. */
const RUNNER = `import { test } from "node:test";
for (const file of FILES) {
  try { await import(file); } catch (error) { test(file, () => { throw error; }); }
}
`;

const COMMON = {
  bundle: true,
  packages: "external",
  format: "esm",
  platform: "node",
  target: "node20",
  jsx: "automatic",
  jsxImportSource: "hono/jsx",
  sourcemap: "inline",
  logLevel: "silent",
  tsconfigRaw: "{}",
} as const satisfies BuildOptions;

/** Compiles the app of a project, without its server, into a folder. Returns the module; throws when it can't. */
export async function compileApp(project: string, folder: string): Promise<string> {
  const { build } = await import("esbuild");
  const outfile = join(folder, "dist", "app.js");
  const stdin = { contents: PARTS, resolveDir: join(project, "src"), loader: "ts" as const };
  await build({ ...COMMON, stdin, outfile });
  return outfile;
}

/** Compiles the tests of a project into a folder. Returns the file to run, undefined when it has no tests. */
export async function compileTests(project: string, folder: string): Promise<string | undefined> {
  const source = join(project, "src");
  const names = existsSync(source) ? await readdir(source, { recursive: true }) : [];
  const files = names.filter((name) => /\.test\.tsx?$/.test(name)).sort();
  if (files.length === 0) return undefined;
  const { build } = await import("esbuild");
  const outdir = join(folder, "dist");
  const entryPoints = files.map((name) => join(source, name));
  await build({ ...COMMON, entryPoints, outbase: source, outdir, splitting: true });
  for (const name of ["business.json", "modules", "public", "package.json"]) {
    if (existsSync(join(project, name))) {
      await cp(join(project, name), join(folder, name), { recursive: true });
    }
  }
  const runner = join(outdir, "all-tests.mjs");
  const compiled = files.map((name) => `./${name.replaceAll("\\", "/").replace(/\.tsx?$/, ".js")}`);
  await writeFile(runner, RUNNER.replace("FILES", JSON.stringify(compiled)));
  return runner;
}
