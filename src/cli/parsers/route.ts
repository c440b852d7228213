import type { Command } from "commander";
import { jsonOption, seedNumber } from "./options.ts";

export interface RouteCommand {
  readonly kind: "route";
  readonly type: string;
  readonly requirementsFile: string | undefined;
  readonly seed: number | undefined;
  readonly explain: boolean;
  readonly json: boolean;
}

export function addRouteCommands(program: Command, choose: (command: RouteCommand) => void): void {
  program
    .command("route")
    .summary("show who would do which task, and why")
    .description("Plans a business of the given type and routes its tasks, without running anything.")
    .argument("<type>", "business type; genesis types lists them")
    .option("--explain", "say for every task why it goes where it goes", false)
    .option("--requirements <file>", "requirements as a JSON file; - reads standard input")
    .option(
      "--seed <number>",
      "same seed, same routing (as long as no run teaches something new)",
      seedNumber,
    )
    .addOption(jsonOption())
    .action((type: string, { requirements, seed, explain, json }) =>
      choose({ kind: "route", type, requirementsFile: requirements, seed, explain, json }),
    );
}
