import type { Block, ReportDocument } from "./document.ts";

/** The report as one HTML file that needs nothing else: no scripts, no network. */
export function toHtml({ title, lead, sections }: ReportDocument): string {
  const contents = sections
    .map((section, at) => `<li><a href="#s${at + 1}">${escapeHtml(section.title)}</a></li>`)
    .join("");
  const body = sections
    .map(
      (section, at) =>
        `<section id="s${at + 1}"><h2>${escapeHtml(section.title)}</h2>${section.blocks.map(block).join("\n")}</section>`,
    )
    .join("\n");
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
<title>${escapeHtml(title)}</title>
<style>${STYLE}</style>
</head>
<body>
<header><h1>${escapeHtml(title)}</h1><p class="lead">${escapeHtml(lead)}</p></header>
<nav aria-label="Contents"><ol>${contents}</ol></nav>
<main>
${body}
</main>
</body>
</html>
`;
}

function block(one: Block): string {
  switch (one.kind) {
    case "text":
      return `<p>${escapeHtml(one.text)}</p>`;
    case "list":
      return `<ul>${one.items.map((item) => `<li>${escapeHtml(item)}</li>`).join("")}</ul>`;
    case "facts":
      return `<dl>${one.rows.map(([label, value]) => `<dt>${escapeHtml(label)}</dt><dd>${escapeHtml(value)}</dd>`).join("")}</dl>`;
    case "table":
      return tableOf(one.head, one.rows);
    case "picture":
      return `<figure tabindex="0" role="group" aria-label="${escapeHtml(one.alt)}">${one.svg}</figure>`;
  }
}

function tableOf(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const cells = (tag: string, row: readonly string[]) =>
    row.map((cell) => `<${tag}>${escapeHtml(cell)}</${tag.split(" ")[0]}>`).join("");
  const body = rows.map((row) => `<tr>${cells("td", row)}</tr>`).join("");
  return `<div class="table" tabindex="0" role="region" aria-label="${escapeHtml(head.join(", "))}"><table><thead><tr>${cells('th scope="col"', head)}</tr></thead><tbody>${body}</tbody></table></div>`;
}

export function escapeHtml(content: string): string {
  return content.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}

const STYLE = `
:root { color-scheme: light dark; --bg: #fff; --ink: #1b2430; --muted: #55606e; --line: #dfe3e8; --sunken: #f6f7f9; --accent: #2f5fd0; }
@media (prefers-color-scheme: dark) { :root { --bg: #101319; --ink: #edf0f4; --muted: #a7b0bd; --line: #2a313c; --sunken: #171b23; --accent: #8fb0ff; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 1100px; padding: 2.5rem 1.25rem 4rem; background: var(--bg); color: var(--ink); font: 16px/1.6 ui-sans-serif, system-ui, "Segoe UI", Roboto, Arial, sans-serif; overflow-wrap: anywhere; }
h1 { font-size: clamp(1.7rem, 1.3rem + 2vw, 2.5rem); line-height: 1.2; margin: 0 0 .3em; } h2 { font-size: 1.35rem; margin: 2.5rem 0 .75rem; padding-top: 1.5rem; border-top: 1px solid var(--line); }
.lead { font-size: 1.1rem; color: var(--muted); max-width: 75ch; margin: 0; } a { color: var(--accent); }
nav ol { columns: 2 240px; padding-left: 1.25rem; margin: 1.5rem 0 0; } p, ul { max-width: 80ch; }
dl { display: grid; grid-template-columns: minmax(140px, max-content) 1fr; gap: .35rem 1.5rem; margin: 0 0 1rem; } dt { color: var(--muted); } dd { margin: 0; font-variant-numeric: tabular-nums; }
.table, figure { overflow-x: auto; border: 1px solid var(--line); border-radius: 10px; margin: 0 0 1rem; } table { border-collapse: collapse; width: 100%; font-size: .93rem; }
th, td { text-align: left; vertical-align: top; padding: .55rem .8rem; border-bottom: 1px solid var(--line); min-width: 5rem; } thead th { background: var(--sunken); color: var(--muted); font-size: .85rem; white-space: nowrap; } tbody tr:last-child td { border: 0; }
figure { padding: 1rem; background: var(--sunken); } svg { display: block; } svg text { fill: var(--ink); font: 12px ui-sans-serif, system-ui, Arial, sans-serif; } svg .phase { font-weight: 700; font-size: 13px; } svg rect { fill: var(--bg); stroke: var(--muted); } svg .critical { stroke: var(--accent); stroke-width: 2; } svg .failed { stroke: #d3372b; stroke-width: 2; stroke-dasharray: 5 3; } svg path { stroke: var(--muted); fill: none; opacity: .55; }
@media (max-width: 600px) { dl { grid-template-columns: 1fr; gap: 0; } dd { margin-bottom: .6rem; } }
@media print { body { max-width: none; padding: 0; } nav { display: none; } }
`;
