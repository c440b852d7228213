import type { Command } from "commander";
import { addPreviewCommand, type PreviewOptions, previewOptions } from "./preview.ts";

export interface TeamCommand extends PreviewOptions {
  readonly kind: "team";
}

export function addTeamCommand(program: Command, choose: (command: TeamCommand) => void): void {
  addPreviewCommand(program, {
    name: "team",
    summary: "show the team that would be composed, and why",
    description: "Composes the team of a business and explains it. Runs nothing and keeps nothing.",
  }).action((type: string, options) => choose({ kind: "team", ...previewOptions(type, options) }));
}
