import { type Command, InvalidArgumentError } from "commander";
import type { BudgetLimits } from "../../state/budget.ts";
import { addBudgetOptions, budgetFrom } from "./budget.ts";
import { jsonOption, RUN_ID_HELP } from "./options.ts";

export interface ReplayCommand {
  readonly kind: "replay";
  readonly id: string | undefined;
  readonly list: boolean;
  /** In the place of what the request allows itself. */
  readonly budget: BudgetLimits | undefined;
  readonly json: boolean;
}

export interface RecoverCommand {
  readonly kind: "recover";
  readonly json: boolean;
}

export interface PruneCommand {
  readonly kind: "prune";
  readonly olderThanMs: number;
  readonly dryRun: boolean;
  readonly json: boolean;
}

export interface ForgetCommand {
  readonly kind: "forget";
  readonly person: string;
  readonly dryRun: boolean;
  readonly json: boolean;
}

export interface BackupCommand {
  readonly kind: "backup";
  readonly file: string;
  readonly json: boolean;
}

export interface RestoreCommand {
  readonly kind: "restore";
  readonly file: string;
  readonly json: boolean;
}

export type MaintenanceCommand =
  | ReplayCommand
  | RecoverCommand
  | PruneCommand
  | ForgetCommand
  | BackupCommand
  | RestoreCommand;

export function addMaintenanceCommands(
  program: Command,
  choose: (command: MaintenanceCommand) => void,
): void {
  const replay = program
    .command("replay")
    .summary("run again what was refused or failed")
    .description("Runs the requests again that were refused, for example in maintenance, or failed.")
    .argument("[id]", `${RUN_ID_HELP}; without it, all that have not failed too often or run out of budget`)
    .option("--list", "only show what waits", false);
  addBudgetOptions(replay)
    .addOption(jsonOption())
    .action((id: string | undefined, options) => {
      const { list, json } = options;
      choose({ kind: "replay", id, list, budget: budgetFrom(options), json });
    });

  program
    .command("recover")
    .summary("bring everything up again after an outage")
    .description("Ends interrupted runs, checks memory, replays what failed; new runs wait meanwhile.")
    .addOption(jsonOption())
    .action((options) => choose({ kind: "recover", json: options.json }));

  program
    .command("prune")
    .summary("delete finished runs and A2A tasks that are old")
    .requiredOption("--older-than <time>", "for example 30d, 12h or 90m", duration)
    .option("--dry-run", "only show what would be deleted", false)
    .addOption(jsonOption())
    .action((options) =>
      choose({
        kind: "prune",
        olderThanMs: options.olderThan,
        dryRun: options.dryRun,
        json: options.json,
      }),
    );

  program
    .command("forget")
    .summary("erase a person's data from everything that is kept")
    .description(
      "Takes a person out of finished runs, memory, waiting requests, approvals, reports, lifecycle events and A2A tasks, " +
        "and tells what has to stay: unfinished runs, the files and data of products. Exit code 1 when something is left.",
    )
    .argument("<person>", "e-mail address, name or telephone number, as it is written")
    .option("--dry-run", "only show where the person is named", false)
    .addOption(jsonOption())
    .action((person: string, { dryRun, json }) => choose({ kind: "forget", person, dryRun, json }));

  program
    .command("backup")
    .summary("write everything that is stored to a file")
    .argument("<file>", "a file that does not exist yet")
    .addOption(jsonOption())
    .action((file: string, options) => choose({ kind: "backup", file, json: options.json }));

  program
    .command("restore")
    .summary("put a backup in the place of what is stored")
    .argument("<file>", "a file that genesis backup wrote")
    .addOption(jsonOption())
    .action((file: string, options) => choose({ kind: "restore", file, json: options.json }));
}

const UNIT_MS: Readonly<Record<string, number>> = { d: 86_400_000, h: 3_600_000, m: 60_000 };

/** Milliseconds of a time such as `30d`. */
function duration(text: string): number {
  const [, amount, unit] = /^(\d{1,5})\s*([dhm])$/.exec(text.trim()) ?? [];
  const factor = unit === undefined ? undefined : UNIT_MS[unit];
  if (factor === undefined)
    throw new InvalidArgumentError("It must be a number with d, h or m, such as 30d.");
  return Number(amount) * factor;
}
