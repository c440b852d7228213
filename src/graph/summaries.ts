import type { GenesisState } from "../state/genesis-state.ts";
import type { NodeId } from "./node-ids.ts";

/** One line on what a node achieved, from the state after it. */
export function summarise(node: NodeId, state: GenesisState): string {
  return SUMMARIES[node](state);
}

const SUMMARIES: Readonly<Record<NodeId, (state: GenesisState) => string>> = {
  intake: ({ outcome, business_type }) => (outcome ? `refused: ${outcome.error?.message}` : business_type),
  "recall-context": ({ similar_businesses }) =>
    count(similar_businesses.length, "similar business", "similar businesses"),
  "generate-idea": ({ requirements, idea_source }) => `${requirements?.name ?? ""} (${idea_source})`,
  "compose-team": ({ team_composition }) => team_composition.join(", "),
  "decompose-tasks": ({ task_count }) => count(task_count, "task"),
  "route-tasks": ({ routing_plan }) => routing(routing_plan),
  "validate-safety": ({ safety_verdicts, status }) =>
    safety_verdicts.length === 0 && status !== "AWAITING_APPROVAL"
      ? "all tasks are safe"
      : `${safety_verdicts.length} flagged${status === "AWAITING_APPROVAL" ? ", a person is asked" : ""}`,
  "await-approval": ({ approval_decisions }) =>
    `${approval_decisions.filter(({ decision }) => decision !== "reject").length} of ${approval_decisions.length} approved`,
  "execute-tasks": ({ task_results }) =>
    `${task_results.filter(({ status }) => status === "completed").length} of ${task_results.length} tasks completed`,
  "validate-outcome": ({ outcome, status }) =>
    outcome?.error?.message ?? (status === "EVOLVING" ? "not yet" : "success"),
  "evolve-plan": ({ evolutions }) => count(evolutions.length, "round"),
  "project-revenue": ({ revenue_projection }) =>
    revenue_projection?.status === "projected"
      ? `$${revenue_projection.projected_monthly_revenue.toLocaleString("en")} a month projected`
      : `revenue ${revenue_projection?.status ?? "unknown"}`,
  "update-memory": ({ warnings }) => kept(new Set(warnings.map(({ code }) => code))),
  finish: ({ status }) => status,
};

function routing(plan: GenesisState["routing_plan"]): string {
  if (!plan) return "";
  const assigned = count(Object.keys(plan.assignments).length, "assignment");
  return plan.unassigned_tasks.length > 0
    ? `${assigned}, ${plan.unassigned_tasks.length} unassigned`
    : assigned;
}

/** `codes`: of the warnings that the node itself gave. */
function kept(codes: ReadonlySet<string>): string {
  if (codes.has("MEMORY_LOST")) return "not kept";
  return codes.has("MEMORY_UNAVAILABLE") ? "waits in the outbox" : "kept for the next run";
}

function count(amount: number, singular: string, plural = `${singular}s`): string {
  return `${amount} ${amount === 1 ? singular : plural}`;
}
