import { type Command, Option } from "commander";
import { addPreviewCommand, type PreviewOptions, previewOptions } from "./preview.ts";

/** How far down the hierarchy a plan is shown. */
const PLAN_LEVELS = ["phase", "feature", "step"] as const;

export interface PlanCommand extends PreviewOptions {
  readonly kind: "plan";
  readonly level: (typeof PLAN_LEVELS)[number];
  /** As a graph for Graphviz instead of a tree. */
  readonly dot: boolean;
}

export function addPlanCommand(program: Command, choose: (command: PlanCommand) => void): void {
  addPreviewCommand(program, {
    name: "plan",
    summary: "show the plan of phases, features and steps",
    description: "Plans a business and shows the steps. Runs nothing and keeps nothing.",
  })
    .addOption(new Option("--level <level>", "show down to this level").choices(PLAN_LEVELS).default("step"))
    .addOption(new Option("--dot", "print a graph for Graphviz").default(false).conflicts(["json", "level"]))
    .action((type: string, options) => {
      const { level, dot } = options;
      choose({ kind: "plan", ...previewOptions(type, options), level, dot });
    });
}
