import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

const run = promisify(execFile);
let root: string;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "genesis-layers-"));
});
afterEach(async () => {
  await rm(root, { recursive: true, force: true });
});

async function plant(files: Record<string, string>): Promise<void> {
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), text);
  }
}

async function check(): Promise<{ code: number; output: string }> {
  try {
    const { stdout, stderr } = await run(process.execPath, ["scripts/check-layers.mjs", root]);
    return { code: 0, output: stdout + stderr };
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
    return { code, output: stdout + stderr };
  }
}

const PACKAGES = {
  "package.json": JSON.stringify({
    type: "module",
    dependencies: { zod: "4", leftpad: "1" },
    devDependencies: { devtool: "1" },
  }),
  ...Object.fromEntries(
    ["zod", "leftpad", "devtool"].flatMap((name) => [
      [`node_modules/${name}/package.json`, JSON.stringify({ name, version: "1.0.0", main: "index.js" })],
      [`node_modules/${name}/index.js`, "exports.z = 1;"],
    ]),
  ),
};

const CLEAN = {
  ...PACKAGES,
  "src/index.ts": 'export { start } from "./cli/main.ts";',
  "src/cli/main.ts": 'import { a } from "../nodes/a.ts";\nexport const start = a;',
  "src/nodes/a.ts": 'import { s } from "../state/s.ts";\nexport const a = s;',
  "src/state/s.ts":
    'import { createHash } from "node:crypto";\nimport { z } from "zod";\nexport const s = [createHash, z];',
};

const VIOLATIONS: [name: string, files: Record<string, string>, rule: string, from: string, to: string][] = [
  [
    "a node that imports the graph",
    {
      "src/graph/g.ts": "export const g = 1;",
      "src/nodes/b.ts": 'import { g } from "../graph/g.ts";\nexport const b = g;',
    },
    "layer-nodes",
    "src/nodes/b.ts",
    "src/graph/g.ts",
  ],
  [
    "a layer that breaks the table by a type only",
    {
      "src/config/c.ts": 'import type { T } from "../nodes/t.ts";\nexport const c: T = 1;',
      "src/nodes/t.ts": "export type T = number;",
    },
    "layer-config",
    "src/config/c.ts",
    "src/nodes/t.ts",
  ],
  [
    "a layer that imports a file of the root",
    { "src/stores/r.ts": 'import { start } from "../index.ts";\nexport const r = start;' },
    "layer-stores",
    "src/stores/r.ts",
    "src/index.ts",
  ],
  [
    "a server that needs the command line",
    { "src/server/w.ts": 'import { start } from "../cli/main.ts";\nexport const w = start;' },
    "layer-server",
    "src/server/w.ts",
    "src/cli/main.ts",
  ],
  [
    "a node that imports a server",
    {
      "src/nodes/n.ts": 'import { s } from "../server/s.ts";\nexport const n = s;',
      "src/server/s.ts": "export const s = 1;",
    },
    "layer-nodes",
    "src/nodes/n.ts",
    "src/server/s.ts",
  ],
  [
    "state with a package of its own",
    { "src/state/p.ts": 'import pad from "leftpad";\nexport const p = pad;' },
    "state-packages",
    "src/state/p.ts",
    "node_modules/leftpad/index.js",
  ],
  [
    "a devDependency in what is shipped",
    { "src/tools/d.ts": 'import tool from "devtool";\nexport const d = tool;' },
    "no-dev-dependency",
    "src/tools/d.ts",
    "node_modules/devtool/index.js",
  ],
  [
    "a circle of values",
    {
      "src/tools/x.ts": 'import { y } from "./y.ts";\nexport const x = () => y;',
      "src/tools/y.ts": 'import { x } from "./x.ts";\nexport const y = () => x;',
    },
    "no-circular",
    "src/tools/x.ts",
    "src/tools/y.ts",
  ],
  [
    "an import of nothing",
    { "src/tools/n.ts": 'import { n } from "./gone.ts";\nexport const m = n;' },
    "no-unresolvable",
    "src/tools/n.ts",
    "./gone.ts",
  ],
  [
    "a folder the table does not know",
    { "src/misc/m.ts": "export const m = 1;" },
    "unknown-layer",
    "src/misc/",
    "",
  ],
  [
    "a source that reaches into the tests",
    {
      "tests/help.ts": "export const help = 1;",
      "src/tools/h.ts": 'import { help } from "../../tests/help.ts";\nexport const h = help;',
    },
    "no-import-from-outside",
    "src/tools/h.ts",
    "tests/help.ts",
  ],
];

describe("scripts/check-layers.mjs", () => {
  it("passes clean sources and says how many it saw", async () => {
    await plant(CLEAN);
    expect(await check()).toEqual({ code: 0, output: "Import rules hold in 4 modules.\n" });
  });

  it("lets types refer to each other in a circle", async () => {
    await plant({
      ...CLEAN,
      "src/tools/x.ts": 'import type { Y } from "./y.ts";\nexport interface X { y: Y }',
      "src/tools/y.ts": 'import type { X } from "./x.ts";\nexport interface Y { x: X }',
    });
    expect((await check()).code).toBe(0);
  });

  it("names every broken rule with both files", async () => {
    await plant(Object.assign({}, CLEAN, ...VIOLATIONS.map(([, files]) => files)));
    const { code, output } = await check();
    expect(code).toBe(1);
    expect(output).toContain(`Import rules broken (${VIOLATIONS.length}):`);
    for (const [name, , rule, from, to] of VIOLATIONS) {
      expect(output, name).toMatch(new RegExp(`${from}.*${to}.*\\n +${rule}: `));
    }
  });

  it("fails on a single violation", async () => {
    await plant({
      ...CLEAN,
      "src/nodes/b.ts": 'import { start } from "../cli/main.ts";\nexport const b = start;',
    });
    expect(await check()).toMatchObject({ code: 1, output: expect.stringContaining("layer-nodes") });
  });

  it("fails when there is nothing to check", async () => {
    expect(await check()).toMatchObject({ code: 1, output: expect.stringContaining("No .ts file") });
  });
});
