// Holds the import rules of .dependency-cruiser.cjs over src/: `node scripts/check-layers.mjs [root]`.
// dependency-cruiser answers "no violations" when it parsed nothing (e.g. with a TypeScript it can't use), so what it
// saw is compared with the files on disk.
import { existsSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { join, resolve } from "node:path";
import { cruise } from "dependency-cruiser";
import rules from "../.dependency-cruiser.cjs";

const root = resolve(process.argv[2] ?? ".");

async function sourceFiles() {
  const folder = join(root, "src");
  if (!existsSync(folder)) return [];
  const entries = await readdir(folder, { recursive: true });
  return entries.filter((path) => path.endsWith(".ts")).map((path) => `src/${path.replaceAll("\\", "/")}`);
}

async function cruiseSources() {
  const { layers: _layers, entryFolders: _entryFolders, options, ...ruleSet } = rules;
  const result = await cruise(["src"], { ...options, ruleSet, validate: true, baseDir: root });
  return result.output;
}

function describe({ from, to, rule, cycle }) {
  const comment = rules.forbidden.find(({ name }) => name === rule.name).comment;
  const target = cycle ? cycle.map(({ name }) => name).join(" -> ") : to;
  return `${from} -> ${target}\n    ${rule.name}: ${comment}`;
}

function problemsOf(files, { modules, summary }) {
  const seen = new Set(modules.map(({ source }) => source));
  const known = new Set([...Object.keys(rules.layers), ...rules.entryFolders]);
  const strangers = new Set(
    files
      .map((path) => path.split("/"))
      .flatMap(([, folder, ...rest]) => (rest.length > 0 && !known.has(folder) ? [folder] : [])),
  );
  return [
    ...files
      .filter((path) => !seen.has(path))
      .map((path) => `${path}\n    not-cruised: dependency-cruiser did not see this file`),
    ...[...strangers].map(
      (folder) =>
        `src/${folder}/\n    unknown-layer: .dependency-cruiser.cjs does not say what it may import`,
    ),
    ...summary.violations.map(describe),
  ];
}

const files = await sourceFiles();
if (files.length === 0) {
  console.error(`No .ts file under ${join(root, "src")}: nothing was checked.`);
  process.exit(1);
}
const result = await cruiseSources();
const problems = problemsOf(files, result);
if (problems.length > 0) {
  console.error(
    `Import rules broken (${problems.length}):\n\n${problems.map((text) => `  ${text}`).join("\n")}`,
  );
  process.exit(1);
}
console.log(`Import rules hold in ${files.length} modules.`);
