import type { Draft } from "../../runtime/draft.ts";
import type { RoutingPlan } from "../../state/routing.ts";
import type { Task } from "../../state/task.ts";
import { openGenesis } from "../open-genesis.ts";
import { type Console, printJson, printLine } from "../output.ts";
import type { RouteCommand } from "../parsers/route.ts";
import { readRequirements } from "../requirements-file.ts";
import { printable, table } from "../text.ts";

/** Without --seed the draft must still be the same each time it is looked at. */
const DEFAULT_SEED = 1;

/** `genesis route`: which agent would do which task at which tier, what it costs, and why (guide 7.2). */
export async function route(command: RouteCommand, console: Console): Promise<number> {
  const { type, requirementsFile, seed = DEFAULT_SEED, explain, json } = command;
  const requirements = requirementsFile === undefined ? undefined : await readRequirements(requirementsFile);
  const genesis = await openGenesis();
  try {
    const draft = await genesis.draft(type, requirements, { seed });
    const { routing_plan: plan, task_graph } = draft;
    if (!plan || !task_graph) return 1;
    if (json) printJson(console, { business_type: type, seed, team: draft.team_composition, ...plan });
    else printPlan(console, draft, { plan, tasks: task_graph.tasks, explain });
    return 0;
  } finally {
    await genesis.close();
  }
}

interface Printed {
  readonly plan: RoutingPlan;
  readonly tasks: readonly Task[];
  readonly explain: boolean;
}

function printPlan(console: Console, draft: Draft, { plan, tasks, explain }: Printed): void {
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
  printLine(console, `\n${summary(draft, plan).map(printable).join("\n")}`);
}

function summary({ team_composition }: Draft, { metadata, unassigned_tasks }: RoutingPlan): string[] {
  const { estimated_cost_usd, baseline_cost_usd, saved_cost_usd, makespan_hours, outcomes_learnt } = metadata;
  const idle = metadata.rules.filter(({ matched }) => matched === 0).map(({ rule_id }) => rule_id);
  const findings: [string, readonly string[]][] = [
    ["unassigned", unassigned_tasks],
    ["below the quality floor", metadata.below_floor],
    ["outside the team", metadata.outside_team],
    ["rules that match nothing", idle],
  ];
  return [
    `team: ${team_composition.join(", ")}`,
    `cost: $${estimated_cost_usd.toFixed(2)}; always the strongest: $${baseline_cost_usd.toFixed(2)}; saved: $${saved_cost_usd.toFixed(2)}`,
    `makespan: ${makespan_hours.toFixed(1)} h; learnt from ${outcomes_learnt} outcomes`,
    ...findings.flatMap(([what, names]) => (names.length > 0 ? [`${what}: ${names.join(", ")}`] : [])),
  ];
}
