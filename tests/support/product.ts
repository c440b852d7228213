import { cp, mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { BLOCK_SOURCES, KIT_SOURCES } from "../../src/templates/blocks.ts";
import { testBusiness } from "../../src/templates/kit/testing.ts";

export interface BuiltProduct {
  readonly project: string;
  readonly release: string;
}

export interface ProductSources {
  /** Ids of blocks, in the order of navigation. */
  readonly blocks: readonly string[];
  readonly business?: Parameters<typeof testBusiness>[0];
  /** Files of the project that are added or replaced, by their path in it. */
  readonly files?: Readonly<Record<string, string>>;
}

const TSCONFIG = {
  compilerOptions: {
    target: "ES2023",
    lib: ["ES2023"],
    module: "NodeNext",
    moduleResolution: "NodeNext",
    types: ["node"],
    strict: true,
    noUncheckedIndexedAccess: true,
    verbatimModuleSyntax: true,
    allowImportingTsExtensions: true,
    noEmit: true,
    skipLibCheck: true,
    jsx: "react-jsx",
    jsxImportSource: "hono/jsx",
  },
  include: ["src"],
};

/** Writes the project of a product made of blocks below a folder, and what a release of it holds besides its code. */
export async function buildProduct(
  folder: string,
  { blocks, business = {}, files = {} }: ProductSources,
): Promise<BuiltProduct> {
  const project = join(folder, "project");
  const release = join(folder, "releases", "1");
  await cp(KIT_SOURCES, join(project, "src/kit"), { recursive: true });
  for (const id of blocks) {
    await cp(join(BLOCK_SOURCES, id), join(project, "src/blocks", id), { recursive: true });
    await cp(join(BLOCK_SOURCES, id, "public"), join(project, "public"), {
      recursive: true,
      force: true,
    }).catch(ignoreMissing);
  }
  const name = (id: string) => id.replaceAll("-", "_");
  const generated: Record<string, string> = {
    "package.json": JSON.stringify({ name: "product", type: "module", private: true }),
    "tsconfig.json": JSON.stringify(TSCONFIG),
    "business.json": JSON.stringify(testBusiness(business)),
    "src/blocks.ts": [
      'import type { Block } from "./kit/index.ts";',
      ...blocks.map((id) => `import { block as ${name(id)} } from "./blocks/${id}/index.ts";`),
      `export const blocks: readonly Block[] = [${blocks.map(name).join(", ")}];`,
    ].join("\n"),
    "src/main.ts": [
      'import { fileURLToPath } from "node:url";',
      'import { blocks } from "./blocks.ts";',
      'import { start } from "./kit/start.ts";',
      'start(fileURLToPath(new URL("..", import.meta.url)), blocks);',
    ].join("\n"),
    ...files,
  };
  for (const [path, content] of Object.entries(generated)) await write(join(project, path), content);
  await mkdir(release, { recursive: true });
  await cp(join(project, "business.json"), join(release, "business.json"));
  await cp(join(project, "public"), join(release, "public"), { recursive: true }).catch(ignoreMissing);
  return { project, release };
}

async function write(path: string, content: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, content);
}

function ignoreMissing(error: unknown): void {
  if (!(error instanceof Error && "code" in error && error.code === "ENOENT")) throw error;
}
