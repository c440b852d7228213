import { readdirSync, readFileSync } from "node:fs";
import { join, relative, sep } from "node:path";
import type { FeatureModule } from "../../templates/kit/modules/language.ts";
import type { ProductSpec } from "./product-spec.ts";
import { envExample, licence, packageJson, projectReadme, STATIC_FILES } from "./project-texts.ts";

/** A file of a project; `part` says what it belongs to: skeleton, kit, content, or the id of a block. */
export interface ProjectFile {
  readonly content: string | Buffer;
  readonly part: string;
}
export type ProjectFiles = ReadonlyMap<string, ProjectFile>;

/** Files as they are in Genesis, by path below the folder they come from. */
export type SourceTree = ReadonlyMap<string, Buffer>;

export interface ProjectSources {
  readonly kit: SourceTree;
  /** By block id. */
  readonly blocks: ReadonlyMap<string, SourceTree>;
  /** Version ranges by package. */
  readonly ranges: ReadonlyMap<string, string>;
}

/** Every file of the project of a product. Pure: `sources` holds what is copied to the letter. */
export function projectFiles(spec: ProductSpec, sources: ProjectSources): ProjectFiles {
  const files = new Map<string, ProjectFile>();
  const add = (part: string, path: string, content: string | Buffer) => files.set(path, { part, content });
  for (const [path, content] of sources.kit) add("kit", `src/kit/${path}`, content);
  for (const { id } of spec.blocks) {
    for (const [path, content] of sources.blocks.get(id) ?? []) {
      if (path === "block.yaml") continue;
      add(id, path.startsWith("public/") ? path : `src/blocks/${id}/${path}`, content);
    }
  }
  for (const [path, content] of STATIC_FILES) add("skeleton", path, content);
  add("skeleton", ".env.example", envExample(spec));
  add("skeleton", "src/blocks.ts", blocksModule(spec));
  add("skeleton", "package.json", packageJson(spec, sources.ranges));
  add("skeleton", "README.md", projectReadme(spec));
  add("skeleton", "LICENSE", licence(spec.business.name));
  for (const module of spec.business.modules) {
    add(modulePart(module.slug), modulePath(module.slug), moduleJson(module));
  }
  add("content", "business.json", businessJson(spec));
  return files;
}

/** business.json of a product; its modules have a file each, which it names. */
export function businessJson({ business }: Pick<ProductSpec, "business">): string {
  const modules = business.modules.map(({ slug }) => slug);
  return `${JSON.stringify({ ...business, modules }, null, 2)}\n`;
}

export function moduleJson(module: FeatureModule): string {
  return `${JSON.stringify(module, null, 2)}\n`;
}

export function modulePath(slug: string): string {
  return `modules/${slug}.json`;
}

/** The part of a project that is the module of a feature. */
export function modulePart(slug: string): string {
  return `module ${slug}`;
}

/** The files of some parts of a project, ready to be written. */
export function filesOf(files: ProjectFiles, parts: ReadonlySet<string>): Map<string, string | Buffer> {
  return new Map(
    [...files].filter(([, { part }]) => parts.has(part)).map(([path, { content }]) => [path, content]),
  );
}

/** Genesis compiles what it shares with products for itself as well, beside the sources. */
const COMPILED = /modules[\\/][\w-]+\.(?:js|js\.map|d\.ts)$/;

/** Reads a folder of sources. */
export function readTree(folder: string): SourceTree {
  const entries = readdirSync(folder, { withFileTypes: true, recursive: true }).filter((entry) =>
    entry.isFile(),
  );
  return new Map(
    entries
      .map((entry) => join(entry.parentPath, entry.name))
      .filter((path) => !COMPILED.test(path))
      .sort()
      .map((path) => [relative(folder, path).split(sep).join("/"), readFileSync(path)]),
  );
}

function blocksModule({ blocks }: ProductSpec): string {
  const name = (id: string) => id.replace(/-(.)/g, (_match, letter: string) => letter.toUpperCase());
  const imports = blocks
    .map(({ id }) => `import { block as ${name(id)} } from "./blocks/${id}/index.ts";`)
    .sort();
  return `${imports.join("\n")}
import type { Block } from "./kit/index.ts";

/** The building blocks of this product, in the order of its navigation. */
export const blocks: readonly Block[] = [${blocks.map(({ id }) => name(id)).join(", ")}];
`;
}
