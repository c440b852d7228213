import { Command, CommanderError } from "commander";
import { type A2aAgentsCommand, type A2aCommand, addA2aCommands } from "./parsers/a2a.ts";
import { type ApprovalsCommand, type ApproveCommand, addApprovalCommands } from "./parsers/approvals.ts";
import { addCreateCommands, type CreateCommand, type TypesCommand } from "./parsers/create.ts";
import { addEventsCommand, type EventsCommand } from "./parsers/events.ts";
import { addImproveCommand, type ImproveCommand } from "./parsers/improve.ts";
import { addMaintenanceCommands, type MaintenanceCommand } from "./parsers/maintenance.ts";
import { addMemoryCommands, type MemoryCommand, type WarmStartCommand } from "./parsers/memory.ts";
import { addPlanCommand, type PlanCommand } from "./parsers/plan.ts";
import { addProductCommands, type ProductCommand } from "./parsers/products.ts";
import { addRouteCommand, type RouteCommand } from "./parsers/route.ts";
import { addRunCommands, type RunCommand } from "./parsers/runs.ts";
import { addSettingsCommands, type DoctorCommand, type FlagsCommand } from "./parsers/settings.ts";
import { addTeamCommand, type TeamCommand } from "./parsers/team.ts";

/** What the user asked for: argv parses into exactly one of these, and nothing else happens while it does. */
export type CliCommand =
  | CreateCommand
  | TypesCommand
  | RouteCommand
  | PlanCommand
  | RunCommand
  | ImproveCommand
  | A2aCommand
  | A2aAgentsCommand
  | ProductCommand
  | EventsCommand
  | ApprovalsCommand
  | ApproveCommand
  | MaintenanceCommand
  | TeamCommand
  | MemoryCommand
  | WarmStartCommand
  | FlagsCommand
  | DoctorCommand
  /** Help, version or a usage error: commander has written the text already. */
  | { kind: "done"; exitCode: 0 | 2 };

/** Where help and usage errors go. */
export interface ParserOutput {
  out(text: string): void;
  err(text: string): void;
}

/** Parses the arguments after `genesis`. Never throws for what a user typed. */
export function parseCommand(args: readonly string[], version: string, output: ParserOutput): CliCommand {
  let command: CliCommand = { kind: "done", exitCode: 2 };
  const program = buildProgram(version, (parsed) => {
    command = parsed;
  });
  for (const parser of [
    program,
    ...program.commands,
    ...program.commands.flatMap((child) => child.commands),
  ]) {
    parser.exitOverride().configureOutput({ writeOut: output.out, writeErr: output.err });
  }
  try {
    program.parse([...args], { from: "user" });
    return command;
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return { kind: "done", exitCode: error.exitCode === 0 ? 0 : 2 };
  }
}

type AddCommands = (program: Command, choose: (command: CliCommand) => void) => void;

/** The commands as the help lists them; what belongs together stands in a file of its own. */
const GROUPS: readonly (readonly [heading: string, adders: readonly AddCommands[]])[] = [
  ["Create and improve:", [addCreateCommands, addImproveCommand]],
  ["Products:", [addProductCommands]],
  ["Look before you leap:", [addPlanCommand, addTeamCommand, addRouteCommand]],
  ["Runs:", [addRunCommands]],
  ["Decide:", [addApprovalCommands]],
  ["Together with others:", [addA2aCommands, addEventsCommand]],
  ["Keep safe and tidy:", [addMaintenanceCommands]],
  ["Memory and settings:", [addMemoryCommands, addSettingsCommands]],
];

function buildProgram(version: string, choose: (command: CliCommand) => void): Command {
  const program = new Command("genesis")
    .description("Takes a business idea to a running product at a URL.")
    .version(version, "-v, --version")
    .showHelpAfterError("(genesis --help lists the commands)")
    .addHelpText("after", HELP_FOOTER);
  for (const [heading, adders] of GROUPS) {
    program.commandsGroup(heading);
    for (const add of adders) add(program, choose);
  }
  return program;
}

const HELP_FOOTER = `
Examples:
  genesis create saas_tool
  genesis create saas_dashboard --name "AI Finance Copilot" --feature "Cashflow forecasting" --tech Stripe
  genesis create marketplace --requirements brief.json --json

Exit codes: 0 success, 1 failed, 2 wrong usage or input, 3 waiting for approval, 4 over budget,
5 blocked by safety, 130 interrupted. Results go to stdout, progress to stderr.`;
