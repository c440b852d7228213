import type { GenesisState } from "../../state/genesis-state.ts";
import { toHtml } from "./html.ts";
import { toMarkdown } from "./markdown.ts";
import { runReport } from "./sections.ts";

/** The files of a run's report, by name: `report.md`, `report.html`, and the plan as `plan.svg`. */
export function reportFiles(state: GenesisState): ReadonlyMap<string, string> {
  const report = runReport(state);
  const pictures = report.sections
    .flatMap(({ blocks }) => blocks)
    .flatMap((block) => (block.kind === "picture" ? [[block.file, block.svg] as const] : []));
  return new Map([["report.md", toMarkdown(report)], ["report.html", toHtml(report)], ...pictures]);
}
