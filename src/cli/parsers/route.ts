import type { Command } from "commander";
import { addPreviewCommand, type PreviewOptions, previewOptions } from "./preview.ts";

export interface RouteCommand extends PreviewOptions {
  readonly kind: "route";
  /** Say for every task why it goes where it goes. */
  readonly explain: boolean;
}

export function addRouteCommand(program: Command, choose: (command: RouteCommand) => void): void {
  addPreviewCommand(program, {
    name: "route",
    summary: "show who would do which task, and why",
    description:
      "Plans a business of the given type and routes its tasks, without running anything. The same seed gives the same routing until a run teaches something new.",
  })
    .option("--explain", "say for every task why it goes where it goes", false)
    .action((type: string, options) =>
      choose({ kind: "route", ...previewOptions(type, options), explain: options.explain }),
    );
}
