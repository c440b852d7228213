import { required } from "../../nodes/requirements.ts";
import type { RoutingPlan } from "../../state/routing.ts";
import type { Task } from "../../state/task.ts";
import { type Console, printJson, printLine } from "../output.ts";
import type { RouteCommand } from "../parsers/route.ts";
import { type Preview, withPreview } from "../preview.ts";
import { printable, table } from "../text.ts";

/** `genesis route`: which agent would do which task at which tier, what it costs, and why (guide 7.2). */
export async function route(command: RouteCommand, console: Console): Promise<number> {
  const { business_type, seed, team, tasks, plan } = await withPreview(command, "route-tasks", routePreview);
  if (command.json) printJson(console, { business_type, seed, team, ...plan });
  else printPlan(console, { plan, tasks, team, explain: command.explain });
  return 0;
}

async function routePreview({ state }: Preview) {
  return {
    business_type: state.business_type,
    seed: state.seed,
    team: state.team_composition,
    tasks: required(state.task_graph, "task graph").tasks,
    plan: required(state.routing_plan, "routing plan"),
  };
}

interface Printed {
  readonly plan: RoutingPlan;
  readonly tasks: readonly Task[];
  readonly team: readonly string[];
  readonly explain: boolean;
}

function printPlan(console: Console, { plan, tasks, team, explain }: Printed): void {
  const { metadata } = plan;
  const rows = tasks.map(({ task_id }) => {
    const { tier = "", expected_quality, cost_usd, start_hours } = metadata.routes[task_id] ?? {};
    return [
      task_id,
      metadata.difficulties[task_id] ?? "",
      plan.assignments[task_id] ?? "unassigned",
      tier,
      expected_quality === undefined ? "" : `q ${expected_quality.toFixed(2)}`,
      cost_usd === undefined ? "" : `$${cost_usd.toFixed(2)}`,
      start_hours === undefined ? "" : `at ${start_hours.toFixed(1)} h`,
    ];
  });
  printLine(console, table(rows.map((row) => row.map(printable))));
  if (explain) {
    const reasons = tasks.map(({ task_id }) => `${task_id}: ${plan.explanations[task_id] ?? ""}`);
    printLine(console, `\n${reasons.map(printable).join("\n")}`);
  }
  printLine(console, `\n${summary(team, plan).map(printable).join("\n")}`);
}

function summary(team: readonly string[], { metadata, unassigned_tasks }: RoutingPlan): string[] {
  const { estimated_cost_usd, baseline_cost_usd, saved_cost_usd, makespan_hours } = metadata;
  const { outcomes_learnt, with_similar_cases } = metadata;
  const idle = metadata.rules.filter(({ matched }) => matched === 0).map(({ rule_id }) => rule_id);
  const findings: [string, readonly string[]][] = [
    ["unassigned", unassigned_tasks],
    ["below the quality floor", metadata.below_floor],
    ["outside the team", metadata.outside_team],
    ["rules that match nothing", idle],
  ];
  return [
    `team: ${team.join(", ")}`,
    `cost: $${estimated_cost_usd.toFixed(2)}; always the strongest: $${baseline_cost_usd.toFixed(2)}; saved: $${saved_cost_usd.toFixed(2)}`,
    `makespan: ${makespan_hours.toFixed(1)} h; learnt from ${outcomes_learnt} outcomes; similar cases for ${with_similar_cases} tasks`,
    ...findings.flatMap(([what, names]) => (names.length > 0 ? [`${what}: ${names.join(", ")}`] : [])),
  ];
}
