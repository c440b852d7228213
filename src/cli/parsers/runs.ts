import { type Command, Option } from "commander";
import { jsonOption, RUN_ID_HELP, wholeNumber } from "./options.ts";

export interface ListCommand {
  readonly kind: "list";
  readonly json: boolean;
  readonly status: string | undefined;
  readonly limit: number;
}

export interface ShowCommand {
  readonly kind: "show";
  readonly id: string;
  readonly json: boolean;
}

export interface ResumeCommand {
  readonly kind: "resume";
  /** undefined = every interrupted run. */
  readonly id: string | undefined;
  readonly json: boolean;
}

export interface ReportCommand {
  readonly kind: "report";
  readonly id: string;
  /** undefined: Markdown when printed, all files when written to a folder. */
  readonly format: "html" | "md" | undefined;
  /** undefined: printed. */
  readonly out: string | undefined;
}

export type RunCommand = ListCommand | ShowCommand | ResumeCommand | ReportCommand;

export function addRunCommands(program: Command, choose: (command: RunCommand) => void): void {
  program
    .command("list")
    .summary("list runs, newest first")
    .option("--status <status>", "only runs with this status", (text: string) => text.toUpperCase())
    .option("--limit <number>", "at most so many", wholeNumber(1, 10_000), 20)
    .addOption(jsonOption())
    .action((options) => choose({ kind: "list", ...options }));

  program
    .command("show")
    .summary("show one run")
    .argument("<id>", RUN_ID_HELP)
    .addOption(jsonOption())
    .action((id: string, options) => choose({ kind: "show", id, json: options.json }));

  program
    .command("report")
    .summary("report on one run: what was decided, done, found, and why")
    .argument("<id>", RUN_ID_HELP)
    .addOption(new Option("--html", "as one HTML page").default(false).conflicts("md"))
    .option("--md", "as Markdown, which is the default", false)
    .option("--out <folder>", "write report.md, report.html and plan.svg there instead of printing")
    .action((id: string, { html, md, out }) =>
      choose({ kind: "report", id, format: html ? "html" : md ? "md" : undefined, out }),
    );

  program
    .command("resume")
    .summary("continue a run where it was left")
    .argument("[id]", RUN_ID_HELP)
    .option("--all", "continue every run that was interrupted", false)
    .addOption(jsonOption())
    .action((id: string | undefined, options, self: Command) => {
      if ((id === undefined) !== options.all) self.error("error: name one run, or say --all");
      choose({ kind: "resume", id, json: options.json });
    });
}
