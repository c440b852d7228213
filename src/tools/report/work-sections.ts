import { z } from "zod";
import { usdText } from "../../state/budget.ts";
import { costBreakdownOf } from "../../state/cost-breakdown.ts";
import type { GenesisState } from "../../state/genesis-state.ts";
import { facts, type Section, table, text } from "./document.ts";
import { planPicture } from "./plan-picture.ts";

// What the subsystems decided and what the agents did: team, plan, routing, safety, quality, costs.

export function team({ roster }: GenesisState): Section | undefined {
  if (!roster) return undefined;
  const { members, fitness, fitness_parts: parts, search, missing_capabilities } = roster;
  return {
    title: "The team and why",
    blocks: [
      table(
        ["Agent", "Why", "USD an hour", "Kin"],
        members.map((one) => [one.agent_id, one.reason, String(one.price_usd_per_hour), rounded(one.kin)]),
        "Nobody.",
      ),
      facts([
        ["Fitness", rounded(fitness)],
        ["of which coverage", rounded(parts.coverage)],
        ["kin", rounded(parts.kin)],
        ["cost", rounded(parts.cost)],
        ["size", rounded(parts.size)],
        ["Found by", `${search.method} search over ${search.evaluations} teams`],
        ["Missing capabilities", missing_capabilities.join(", ") || "none"],
      ]),
    ],
  };
}

export function plan({ task_graph, task_results, evolutions }: GenesisState): Section | undefined {
  if (!task_graph) return undefined;
  const statuses = new Map(task_results.map(({ task_id, status }) => [task_id, status]));
  return {
    title: "The plan",
    blocks: [
      text(
        `${task_graph.tasks.length} steps, made from: ${task_graph.source}, revision ${task_graph.revision}.`,
      ),
      {
        kind: "picture",
        file: "plan.svg",
        svg: planPicture(task_graph, statuses),
        alt: `The plan with its ${task_graph.tasks.length} steps`,
      },
      table(
        ["Step", "Phase", "Agent", "Status", "Took", "Result"],
        task_results.map((result) => [
          result.title,
          result.phase,
          result.agent_id ?? "nobody",
          result.status,
          `${result.duration_seconds} s`,
          result.error ?? said(result.output),
        ]),
        "Nothing was carried out.",
      ),
      ...evolutions.map(({ operator, diagnosis }, at) =>
        text(`Evolved plan ${at + 1} (${operator}): ${diagnosis}`),
      ),
    ],
  };
}

export function routing({ routing_plan, task_graph }: GenesisState): Section | undefined {
  if (!routing_plan || !task_graph) return undefined;
  const { assignments, explanations, unassigned_tasks, metadata } = routing_plan;
  return {
    title: "Routing",
    blocks: [
      table(
        ["Step", "Agent", "Difficulty", "Tier", "Why"],
        task_graph.tasks.map(({ task_id, title }) => [
          title,
          assignments[task_id] ?? "nobody",
          metadata.difficulties[task_id] ?? "unknown",
          metadata.routes[task_id]?.tier ?? "none",
          explanations[task_id] ?? "",
        ]),
        "Nothing to route.",
      ),
      text(
        unassigned_tasks.length > 0
          ? `Nobody can do: ${unassigned_tasks.join(", ")}.`
          : "Every step has somebody who can do it.",
      ),
    ],
  };
}

export function safety({
  safety_verdicts,
  safety_violations,
  approval_requests,
  approval_decisions,
}: GenesisState): Section {
  const decided = new Map(approval_decisions.map((decision) => [decision.request_id, decision.decision]));
  return {
    title: "Safety",
    blocks: [
      table(
        ["About", "Decision", "Why", "Harm", "Categories"],
        safety_verdicts.map(({ task_id, action, message, score }) => [
          task_id ?? "the request",
          action,
          message,
          rounded(score.harmfulness),
          score.categories.join(", ") || "none",
        ]),
        "The gate let everything pass.",
      ),
      table(
        ["Refused", "Category", "Why", "Policy"],
        safety_violations.map((one) => [
          one.task_id ?? "the request",
          one.category,
          one.reason,
          one.policy_reference ?? "",
        ]),
        "Nothing was refused.",
      ),
      table(
        ["Approval", "Why it was asked", "Answer"],
        approval_requests.map(({ request_id, task_id, reason }) => [
          task_id ?? request_id,
          reason,
          decided.get(request_id) ?? "none",
        ]),
        "No person was asked.",
      ),
    ],
  };
}

const Checked = z.object({
  checks: z.array(z.string()).optional(),
  findings: z
    .array(z.object({ check: z.string(), severity: z.string(), where: z.string(), message: z.string() }))
    .optional(),
});

export function quality({ task_results }: GenesisState): Section {
  const checked = task_results.map(({ title, output }) => ({ title, ...Checked.safeParse(output).data }));
  const ran = checked.flatMap(({ title, checks = [] }) => checks.map((check) => [title, check]));
  const found = checked.flatMap(({ findings = [] }) =>
    findings.map(({ check, severity, where, message }) => [check, severity, where, message]),
  );
  // Several steps look at the same release and find the same.
  const findings = [...new Map(found.map((row) => [JSON.stringify(row), row])).values()];
  return {
    title: "Quality",
    blocks: [
      table(["Step", "Check"], ran, "No check reported what it ran."),
      table(["Check", "Severity", "Where", "What"], findings, "No findings."),
    ],
  };
}

/** What was really paid for, beside the estimates. */
export function spending({ metadata }: GenesisState): Section | undefined {
  const breakdown = costBreakdownOf(metadata ?? {});
  if (!breakdown) return undefined;
  const { total, by_node, by_agent, by_model, by_deployment_type, seconds } = breakdown;
  const row = ({ usd, tokens, calls }: { usd: number; tokens: number; calls: number }) => [
    usdText(usd),
    tokens.toLocaleString("en"),
    String(calls),
  ];
  const head = (what: string) => [what, "Cost", "Tokens", "Calls"];
  return {
    title: "What was spent",
    blocks: [
      text(
        "Calls of models and remote agents, and effects outside. Estimated is what nobody measured, at its ceiling.",
      ),
      facts([
        ["Spent", usdText(total.usd)],
        ["of which measured", usdText(total.measured_usd)],
        ["estimated", usdText(total.estimated_usd)],
        ["Tokens", total.tokens.toLocaleString("en")],
        ["Calls", String(total.calls)],
        ...(seconds === null ? [] : ([["Counted time", `${Math.round(seconds)} s`]] as const)),
      ]),
      table(
        head("Node"),
        by_node.map((one) => [one.node, ...row(one)]),
        "No node spent anything.",
      ),
      table(
        head("Agent"),
        by_agent.map((one) => [one.agent, ...row(one)]),
        "No agent spent anything.",
      ),
      table(
        head("Model"),
        by_model.map((one) => [one.model, ...row(one)]),
        "No model was called.",
      ),
      table(
        ["Deployment", "Deployments", "Cost"],
        by_deployment_type.map((one) => [one.deployment_type, String(one.deployments), usdText(one.usd)]),
        "Nothing was deployed.",
      ),
    ],
  };
}

export function costs({ routing_plan, task_results }: GenesisState): Section | undefined {
  if (!routing_plan) return undefined;
  const { routes, estimated_cost_usd, baseline_cost_usd, saved_cost_usd, makespan_hours } =
    routing_plan.metadata;
  const byAgent = new Map<string, { tasks: number; usd: number }>();
  for (const { task_id, agent_id } of task_results) {
    if (!agent_id) continue;
    const sum = byAgent.get(agent_id) ?? { tasks: 0, usd: 0 };
    byAgent.set(agent_id, { tasks: sum.tasks + 1, usd: sum.usd + (routes[task_id]?.cost_usd ?? 0) });
  }
  return {
    title: "Costs",
    blocks: [
      text("List prices of the agents for the effort that was planned, not a bill."),
      facts([
        ["Estimated", `$${rounded(estimated_cost_usd)}`],
        ["With the strongest agent always", `$${rounded(baseline_cost_usd)}`],
        ["Saved", `$${rounded(saved_cost_usd)}`],
        ["Planned duration", `${rounded(makespan_hours)} h`],
      ]),
      table(
        ["Agent", "Steps", "USD"],
        [...byAgent].map(([agent, { tasks, usd }]) => [agent, String(tasks), rounded(usd)]),
        "Nobody worked.",
      ),
    ],
  };
}

const Said = z.object({ summary: z.string() });

function said(output: Readonly<Record<string, unknown>>): string {
  return Said.safeParse(output).data?.summary ?? "";
}

function rounded(value: number): string {
  return String(Math.round(value * 100) / 100);
}
