import { finalRequirements, required } from "../../nodes/requirements.ts";
import { type Console, printJson, printLine } from "../output.ts";
import type { PlanCommand } from "../parsers/plan.ts";
import { planDot } from "../plan-dot.ts";
import { planTree } from "../plan-tree.ts";
import { withPreview } from "../preview.ts";
import { painter, wantsColours } from "../text.ts";

const MAX_WIDTH = 120;

/** `genesis plan`: the plan a run would have, as a tree, a graph or JSON. */
export async function plan(command: PlanCommand, console: Console): Promise<number> {
  const { business_type, seed, requirements, graph } = await withPreview(
    command,
    "decompose-tasks",
    async ({ state }) => ({
      business_type: state.business_type,
      seed: required(state.seed, "seed"),
      requirements: finalRequirements(state),
      graph: required(state.task_graph, "task graph"),
    }),
  );
  if (command.json) printJson(console, { business_type, seed, requirements, plan: graph });
  else if (command.dot) printLine(console, planDot(graph, requirements.name));
  else {
    const { level } = command;
    const paint = painter(wantsColours(console.stdout));
    const width = Math.min(console.stdout.columns ?? 80, MAX_WIDTH);
    const { name } = requirements;
    printLine(console, planTree(graph, { name, type: business_type, seed, level, width, paint }));
  }
  return 0;
}
