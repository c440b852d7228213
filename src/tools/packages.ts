import { existsSync, lstatSync, mkdirSync, readFileSync, realpathSync, rmSync, symlinkSync } from "node:fs";
import { dirname, join } from "node:path";
import { z } from "zod";
import { GenesisError } from "../state/errors.ts";

/** What a running product needs; its own package.json names the same. */
export const PRODUCT_PACKAGES = ["@hono/node-server", "@photostructure/sqlite", "hono", "zod"] as const;

/** The package by which a product is paid; whatever takes payments requires the block that names it. */
const PAYMENTS_PACKAGE = "stripe";
/** What blocks may name under `packages` in their manifest. */
const FURTHER_PACKAGES = [PAYMENTS_PACKAGE] as const;

const ManifestSchema = z.object({
  dependencies: z.record(z.string(), z.string()).default({}),
  devDependencies: z.record(z.string(), z.string()).default({}),
});

/** The version ranges of Genesis's own package.json, by package. */
export function packageRanges(): ReadonlyMap<string, string> {
  const file = join(root(), "package.json");
  const { dependencies, devDependencies } = ManifestSchema.parse(JSON.parse(readFileSync(file, "utf8")));
  return new Map(Object.entries({ ...devDependencies, ...dependencies }));
}

/** The packages that a product names and Genesis hands to it, of those that only some products need. */
export function productPackages(folder: string): string[] {
  const file = join(folder, "package.json");
  const manifest = existsSync(file)
    ? ManifestSchema.parse(JSON.parse(readFileSync(file, "utf8")))
    : undefined;
  const further = FURTHER_PACKAGES.filter((name) => manifest?.dependencies[name] !== undefined);
  return [...PRODUCT_PACKAGES, ...further];
}

/** Whether a product that needs these packages takes payments. */
export function takesPayments(packages: readonly string[]): boolean {
  return packages.includes(PAYMENTS_PACKAGE);
}

/** Links the packages into `folder/node_modules`, so that what is built there starts without an installation. */
export function linkPackages(folder: string, names: readonly string[] = PRODUCT_PACKAGES): void {
  for (const name of names) {
    const target = packageFolder(name);
    const link = join(folder, "node_modules", name);
    const standing = lstatSync(link, { throwIfNoEntry: false });
    if (standing && existsSync(link) && realpathSync(link) === target) continue;
    rmSync(link, { recursive: true, force: true });
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync(target, link, "junction");
  }
}

/** Where a package of Genesis's installation is. Throws PACKAGE_MISSING. */
export function packageFolder(name: string): string {
  for (let folder = import.meta.dirname; ; folder = dirname(folder)) {
    const candidate = join(folder, "node_modules", name);
    if (existsSync(candidate)) return realpathSync(candidate);
    if (dirname(folder) === folder) break;
  }
  throw new GenesisError("PACKAGE_MISSING", `The package ${name} is not installed.`, {
    hint: "Run npm install in the folder of Genesis.",
    category: "system",
  });
}

/** Folders in which Genesis's packages are, nearest first. */
export function packageFolders(): string[] {
  const folders: string[] = [];
  for (let folder = import.meta.dirname; ; folder = dirname(folder)) {
    const candidate = join(folder, "node_modules");
    if (existsSync(candidate)) folders.push(candidate);
    if (dirname(folder) === folder) return folders;
  }
}

/** The folder of Genesis's own package.json; the same distance from src and from dist. */
function root(): string {
  return join(import.meta.dirname, "../..");
}
