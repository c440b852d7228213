import { type Command, Option } from "commander";
import { jsonOption, RUN_ID_HELP } from "./options.ts";

export interface ApprovalsCommand {
  readonly kind: "approvals";
  /** The run whose audit log is shown and verified; undefined = what waits, of all runs. */
  readonly audit: string | undefined;
  readonly json: boolean;
}

export interface ApproveCommand {
  readonly kind: "approve";
  readonly id: string;
  /** undefined = everything that is open. */
  readonly request: string | undefined;
  /** undefined = ask on the terminal. */
  readonly decision: "approve" | "reject" | "edit" | undefined;
  readonly editFile: string | undefined;
  readonly reason: string;
  readonly json: boolean;
}

export function addApprovalCommands(
  program: Command,
  choose: (command: ApprovalsCommand | ApproveCommand) => void,
): void {
  program
    .command("approvals")
    .summary("show what waits for a person")
    .option("--audit <run>", "show who decided what in this run, and whether the log is intact")
    .addOption(jsonOption())
    .action((options) => choose({ kind: "approvals", audit: options.audit, json: options.json }));

  program
    .command("approve")
    .summary("answer a supervised run that waits for you")
    .description("Answers what a run waits for. Without a decision it asks on the terminal.")
    .argument("<run>", RUN_ID_HELP)
    .argument("[request]", "one request, by its id or task; without it, everything that is open")
    .addOption(new Option("--approve", "approve").conflicts(["reject", "edit"]))
    .addOption(new Option("--reject", "reject").conflicts(["approve", "edit"]))
    .addOption(
      new Option("--edit <file>", "approve with the text of this file; the safety gate looks at it again"),
    )
    .option("--reason <text>", "why", "")
    .addOption(jsonOption())
    .action((id: string, request: string | undefined, options) =>
      choose({
        kind: "approve",
        id,
        request,
        decision: options.approve ? "approve" : options.reject ? "reject" : options.edit ? "edit" : undefined,
        editFile: options.edit,
        reason: options.reason,
        json: options.json,
      }),
    );
}
