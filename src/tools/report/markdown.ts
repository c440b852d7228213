import type { Block, ReportDocument } from "./document.ts";

/** The report as Markdown; pictures are files beside it. */
export function toMarkdown({ title, lead, sections }: ReportDocument): string {
  const parts = [
    `# ${plain(title)}`,
    plain(lead),
    ...sections.flatMap((section) => [`## ${plain(section.title)}`, ...section.blocks.map(block)]),
  ];
  return `${parts.filter((part) => part !== "").join("\n\n")}\n`;
}

function block(one: Block): string {
  switch (one.kind) {
    case "text":
      return plain(one.text);
    case "list":
      return one.items.map((item) => `- ${plain(item)}`).join("\n");
    case "facts":
      return tableOf(["", ""], one.rows);
    case "table":
      return tableOf(one.head, one.rows);
    case "picture":
      return `![${plain(one.alt)}](${one.file})`;
  }
}

function tableOf(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map(cell).join(" | ")} |`;
  return [line(head), `|${head.map(() => "---").join("|")}|`, ...rows.map(line)].join("\n");
}

function cell(content: string): string {
  return plain(content).replace(/\s*\n\s*/g, " ");
}

/** What a user wrote stays text: no markup, no links, no HTML. */
function plain(content: string): string {
  return content
    .replace(/[\\`*_{}[\]<>|]/g, (sign) => `\\${sign}`)
    .replace(/^(\s*)([#>+-]|\d+\.)(?=\s)/gm, "$1\\$2")
    .replace(/&(?=#?\w+;)/g, "\\&");
}
