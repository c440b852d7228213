import { type Command, Option } from "commander";
import { collect, jsonOption, seedNumber } from "./options.ts";

/** How far down the hierarchy a plan is shown. */
export const PLAN_LEVELS = ["phase", "feature", "step"] as const;

export interface PlanCommand {
  readonly kind: "plan";
  readonly type: string;
  readonly features: string[] | undefined;
  readonly requirementsFile: string | undefined;
  readonly seed: number;
  readonly level: (typeof PLAN_LEVELS)[number];
  readonly dot: boolean;
  readonly json: boolean;
}

export function addPlanCommand(program: Command, choose: (command: PlanCommand) => void): void {
  program
    .command("plan")
    .summary("show the plan of a business without running it")
    .description("Shows the plan of a business of the given type. Nothing is run, and nothing is stored.")
    .argument("<type>", "business type; genesis types lists them")
    .option("--feature <feature>", "an MVP feature; repeat for more", collect)
    .option("--requirements <file>", "requirements as a JSON file; - reads standard input")
    .option("--seed <number>", "same seed, same idea and plan", seedNumber, 0)
    .addOption(new Option("--level <level>", "show down to this level").choices(PLAN_LEVELS).default("step"))
    .addOption(new Option("--dot", "print a graph for Graphviz").default(false).conflicts(["json", "level"]))
    .addOption(jsonOption())
    .action((type: string, options) =>
      choose({
        kind: "plan",
        type,
        features: options.feature,
        requirementsFile: options.requirements,
        seed: options.seed,
        level: options.level,
        dot: options.dot,
        json: options.json,
      }),
    );
}
