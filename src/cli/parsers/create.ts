import { type Command, Option } from "commander";
import type { BudgetLimits } from "../../state/budget.ts";
import { EXECUTION_MODES, type ExecutionMode } from "../../state/business.ts";
import { addBudgetOptions, budgetFrom } from "./budget.ts";
import { collect, jsonOption, seedNumber } from "./options.ts";

export interface CreateCommand {
  readonly kind: "create";
  readonly type: string;
  readonly name: string | undefined;
  readonly description: string | undefined;
  readonly features: string[] | undefined;
  readonly technologies: string[] | undefined;
  readonly requirementsFile: string | undefined;
  readonly seed: number | undefined;
  /** undefined = as configured. */
  readonly mode: ExecutionMode | undefined;
  readonly supervised: boolean;
  readonly budget: BudgetLimits | undefined;
  readonly json: boolean;
}

export interface TypesCommand {
  readonly kind: "types";
  readonly json: boolean;
}

export function addCreateCommands(
  program: Command,
  choose: (command: CreateCommand | TypesCommand) => void,
): void {
  const create = program
    .command("create")
    .summary("create a business, from idea to URL")
    .description("Creates a business of the given type. What you don't decide is generated.")
    .argument("<type>", "business type; genesis types lists them")
    .option("--name <name>", "business name (3-120 characters)")
    .option("--description <text>", "what it is (10-5,000 characters)")
    .option("--feature <feature>", "an MVP feature; repeat for more", collect)
    .option("--tech <technology>", "a technology; repeat for more", collect)
    .option("--requirements <file>", "requirements as a JSON file; - reads standard input")
    .option("--seed <number>", "same seed, same idea, team and plan", seedNumber)
    .addOption(new Option("--mode <mode>", "how tasks are executed").choices([...EXECUTION_MODES]))
    .addOption(
      new Option("--simulated", "the same as --mode simulated: nothing is built").implies({
        mode: "simulated",
      }),
    )
    .option("--supervised", "ask a person before anything risky or public", false);
  addBudgetOptions(create)
    .addOption(jsonOption())
    .action((type: string, options) =>
      choose({
        kind: "create",
        type,
        name: options.name,
        description: options.description,
        features: options.feature,
        technologies: options.tech,
        requirementsFile: options.requirements,
        seed: options.seed,
        mode: options.mode,
        supervised: options.supervised,
        budget: budgetFrom(options),
        json: options.json,
      }),
    );

  program
    .command("types")
    .summary("list the business types")
    .addOption(jsonOption())
    .action((options) => choose({ kind: "types", json: options.json }));
}
