import type { Command } from "commander";
import type { BudgetLimits } from "../../state/budget.ts";
import { addBudgetOptions, budgetFrom } from "./budget.ts";
import { collect, jsonOption, RUN_ID_HELP } from "./options.ts";

export interface ImproveCommand {
  readonly kind: "improve";
  readonly id: string;
  readonly features: string[];
  readonly supervised: boolean;
  readonly budget: BudgetLimits | undefined;
  readonly json: boolean;
}

export function addImproveCommand(program: Command, choose: (command: ImproveCommand) => void): void {
  const improve = program
    .command("improve")
    .summary("add features to a business that was created")
    .description(
      "Builds a new release of the same product with more features. What its users have entered stays; when the new " +
        "release does not work, the old one goes on.",
    )
    .argument("<id>", RUN_ID_HELP)
    .requiredOption("--feature <feature>", "a feature to add; repeat for more", collect)
    .option("--supervised", "ask a person before anything risky or public", false);
  addBudgetOptions(improve)
    .addOption(jsonOption())
    .action((id: string, options) => {
      const { feature: features, supervised, json } = options;
      choose({ kind: "improve", id, features, supervised, budget: budgetFrom(options), json });
    });
}
