import { createHash } from "node:crypto";
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join, relative, sep } from "node:path";
import { build } from "esbuild";
import { z } from "zod";
import { GenesisError } from "../state/errors.ts";
import { linkPackages, packageFolders, productPackages } from "./packages.ts";
import { isFolder, type Workspace } from "./workspace.ts";

const ReleaseSchema = z.strictObject({ number: z.int().min(1), digest: z.string() });

/** A release: the project compiled to JavaScript, ready to start. */
export interface Release {
  readonly number: number;
  readonly folder: string;
  /** SHA-256 of everything it was built from. */
  readonly digest: string;
}

const ENTRY = "src/main.ts";
/** What a release is made of, besides the sources. */
const COPIED = ["business.json", "modules", "package.json", "public"] as const;

/** Builds under way, by folder: tasks that ask for the same release share it. */
const underWay = new Map<string, Promise<unknown>>();

/**
 * Builds the project of a workspace as a new release; the same project again gives the release there is. A kill in
 * the middle leaves nothing but a temporary folder. Throws PROJECT_INCOMPLETE, BUILD_FAILED.
 */
export async function buildRelease(workspace: Workspace): Promise<Release> {
  const before = underWay.get(workspace.folder) ?? Promise.resolve();
  // One after the other; how the one before ended is for its own caller.
  const own = before.catch(() => undefined).then(() => buildOnce(workspace));
  underWay.set(workspace.folder, own);
  try {
    return await own;
  } finally {
    if (underWay.get(workspace.folder) === own) underWay.delete(workspace.folder);
  }
}

async function buildOnce(workspace: Workspace): Promise<Release> {
  const { project } = workspace;
  const missing = [ENTRY, "business.json", "package.json"].filter((path) => !existsSync(join(project, path)));
  if (missing.length > 0) {
    throw new GenesisError("PROJECT_INCOMPLETE", `The project has no ${missing.join(", ")}.`, {
      hint: "The task that scaffolds the project has to come first.",
      category: "system",
    });
  }
  const digest = projectDigest(project);
  const known = releases(workspace);
  const same = known.find((release) => release.digest === digest);
  if (same) return same;
  const number = Math.max(0, ...known.map((release) => release.number)) + 1;
  const folder = workspace.path("releases", String(number));
  clearRemains(workspace.path("releases"), folder);
  const fresh = workspace.path("releases", `.${number}-${process.pid}`);
  await compile(project, join(fresh, "dist/main.js"));
  for (const path of COPIED) {
    if (existsSync(join(project, path))) cpSync(join(project, path), join(fresh, path), { recursive: true });
  }
  mkdirSync(join(fresh, "public"), { recursive: true });
  linkPackages(fresh, productPackages(fresh));
  writeFileSync(join(fresh, "release.json"), `${JSON.stringify({ number, digest })}\n`);
  renameSync(fresh, folder);
  return { number, folder, digest };
}

/** What builds left that were killed. */
function clearRemains(parent: string, folder: string): void {
  mkdirSync(parent, { recursive: true });
  const remains = readdirSync(parent).filter((name) => name.startsWith("."));
  for (const path of [folder, ...remains.map((name) => join(parent, name))]) {
    rmSync(path, { recursive: true, force: true });
  }
}

/** The releases there are, oldest first. */
export function releases(workspace: Workspace): Release[] {
  const parent = workspace.path("releases");
  if (!isFolder(parent)) return [];
  return readdirSync(parent)
    .flatMap((name) => {
      const file = join(parent, name, "release.json");
      if (!/^\d+$/.test(name) || !existsSync(file)) return [];
      const parsed = ReleaseSchema.safeParse(JSON.parse(readFileSync(file, "utf8")));
      return parsed.success ? [{ ...parsed.data, folder: join(parent, name) }] : [];
    })
    .sort((a, b) => a.number - b.number);
}

/** One file of our own code; packages stay outside of it, linked beside it. */
async function compile(project: string, outfile: string): Promise<void> {
  try {
    await build({
      absWorkingDir: project,
      entryPoints: [ENTRY],
      outfile,
      bundle: true,
      packages: "external",
      format: "esm",
      platform: "node",
      target: "node20",
      jsx: "automatic",
      jsxImportSource: "hono/jsx",
      sourcemap: "linked",
      nodePaths: packageFolders(),
      tsconfigRaw: {},
      logLevel: "silent",
    });
  } catch (cause) {
    throw new GenesisError("BUILD_FAILED", `The project does not compile: ${(cause as Error).message}`, {
      hint: "Correct the file that the message names, then build again.",
      category: "system",
      cause,
    });
  }
}

/** Of the paths and contents of everything a release is built from. */
export function projectDigest(project: string): string {
  const hash = createHash("sha256");
  for (const path of ["src", ...COPIED].flatMap((part) => filesBelow(join(project, part))).sort()) {
    hash.update(`${relative(project, path).split(sep).join("/")}\0`);
    hash.update(createHash("sha256").update(readFileSync(path)).digest());
  }
  return hash.digest("hex");
}

function filesBelow(path: string): string[] {
  if (!existsSync(path)) return [];
  if (!isFolder(path)) return [path];
  return readdirSync(path, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}
