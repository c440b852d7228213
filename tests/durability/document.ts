import { existsSync, readFileSync, writeFileSync } from "node:fs";

/** The parts of docs/durability.md; each run of the command writes the parts that it measured. */
export const PARTS = ["effects", "products"] as const;
export type Part = (typeof PARTS)[number];

const HEADING_OF_PRODUCTS = "\n## Real products\n";

/** Puts the text of a part into the document and leaves the other part as it is. */
export function withPart(document: string, part: Part, text: string): string {
  const at = document.indexOf(HEADING_OF_PRODUCTS);
  const effects = at === -1 ? document : document.slice(0, at);
  const products = at === -1 ? "" : document.slice(at);
  if (part === "effects") return `${text.trimEnd()}\n${products}`;
  return `${effects.trimEnd()}\n${HEADING_OF_PRODUCTS}\n${text.trimEnd()}\n`;
}

export function writePart(file: string, part: Part, text: string): void {
  writeFileSync(file, withPart(existsSync(file) ? readFileSync(file, "utf8") : "", part, text));
}

export function markdownTable(rows: readonly (readonly string[])[]): string {
  const [head = [], ...body] = rows;
  return [head, head.map(() => "---"), ...body].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}
