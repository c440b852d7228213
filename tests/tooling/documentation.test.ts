import { readFile } from "node:fs/promises";
import { expect, it } from "vitest";
import { FLAG_DEFINITIONS, FLAG_ENV_PREFIX } from "../../src/config/flag-definitions.ts";
import { DEFAULT_SWARM_PARAMETERS } from "../../src/state/swarm-parameters.ts";

/** Where variables are read. */
const SOURCES = ["src/config/config.ts", "src/config/connections.ts"];
const read = (path: string) => readFile(path, "utf8");
const source = (await Promise.all(SOURCES.map(read))).join("");
const [example, configuration, dependencies, manifest] = await Promise.all(
  [".env.example", "docs/configuration.md", "docs/dependencies.md", "package.json"].map(read),
);

const variables = [...source.matchAll(/^ {2}([A-Z][A-Z0-9_]+): /gm)].map(([, name]) => name as string);

it("finds the variables in the source", () => {
  expect(variables).toEqual(expect.arrayContaining(["GENESIS_HOME", "OPENAI_API_KEY", "MONGODB_URI"]));
});

it.each(variables)("%s is in .env.example and docs/configuration.md", (name) => {
  expect(example).toMatch(new RegExp(`^# ${name}=`, "m"));
  expect(configuration).toContain(`| \`${name}\` |`);
});

it("names no variable that is not read", () => {
  const named = [...(example ?? "").matchAll(/^# ([A-Z0-9_]+)=/gm)].map(([, name]) => name as string);
  const flags = Object.keys(FLAG_DEFINITIONS).map((flag) => FLAG_ENV_PREFIX + flag.toUpperCase());
  expect(named.sort()).toEqual([...variables, ...flags].sort());
});

it.each(Object.entries(FLAG_DEFINITIONS))("documents the flag %s", (name, flag) => {
  expect(configuration).toContain(`| \`${name}\` | ${flag.default ? "on" : "off"} | ${flag.description} |`);
});

it("gives a reason for every dependency, and for no other package", () => {
  const { dependencies: runtime, devDependencies: development } = JSON.parse(manifest ?? "{}");
  const rows = (dependencies ?? "").split("\n").filter((row) => row.startsWith("| `"));
  const named = rows.flatMap((row) =>
    [...(row.split("|")[1] ?? "").matchAll(/`([^`]+)`/g)].map(([, n]) => n),
  );
  expect(named.sort()).toEqual(Object.keys({ ...runtime, ...development }).sort());
});

const { weights, cooperation, ...search } = DEFAULT_SWARM_PARAMETERS;
const grouped = [
  ...Object.entries(search),
  ...Object.entries(weights).map(([name, value]) => [`weights.${name}`, value] as const),
  ...Object.entries(cooperation).map(([name, value]) => [`cooperation.${name}`, value] as const),
];

it.each(grouped)("the parameter %s of the swarm is documented with its default", (name, value) => {
  const shown = value === null ? "`null`" : value.toLocaleString("en", { maximumFractionDigits: 6 });
  expect(configuration).toContain(`| \`${name}\` | ${shown} |`);
});
