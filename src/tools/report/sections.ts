import { z } from "zod";
import type { GenesisState } from "../../state/genesis-state.ts";
import type { TaskResult } from "../../state/task.ts";
import { facts, list, type ReportDocument, type Section, table, text } from "./document.ts";
import { planPicture } from "./plan-picture.ts";

const UNDONE = new Set(["failed", "blocked", "skipped", "unassigned"]);

/** What a run did and why, for people (design 9). Pure: the same state, the same report. */
export function runReport(state: GenesisState): ReportDocument {
  const name = typeof state.requirements?.name === "string" ? state.requirements.name : state.business_type;
  return {
    title: `${name}: how it was made`,
    lead: leadOf(state),
    sections: [
      summary(state),
      business(state),
      team(state),
      plan(state),
      routing(state),
      safety(state),
      quality(state),
      costs(state),
      projection(state),
      simulation(state),
      warnings(state),
    ].filter((section) => section !== undefined),
  };
}

function leadOf({ outcome, task_results, deployment_url }: GenesisState): string {
  const done = task_results.filter(({ status }) => status === "completed").length;
  const where = deployment_url ? ` It is at ${deployment_url}.` : "";
  return `${outcome?.status ?? "Unfinished"}: ${done} of ${task_results.length} steps are done.${where}`;
}

function summary(state: GenesisState): Section {
  const { business_id, business_type, outcome, started_at, timestamp, execution_time_seconds } = state;
  return {
    title: "Summary",
    blocks: [
      facts([
        ["Run", business_id],
        ["Type", business_type],
        ["Outcome", outcome?.status ?? "unfinished"],
        ...(outcome?.error ? ([["Why", `${outcome.error.message} (${outcome.error.code})`]] as const) : []),
        ["URL", state.deployment_url ?? "none"],
        ["Execution", state.execution_mode],
        ["Seed", String(state.seed ?? "none")],
        ["Started", started_at ?? "unknown"],
        ["Ended", timestamp ?? "unknown"],
        ["Took", `${execution_time_seconds} s`],
      ]),
    ],
  };
}

const Idea = z.object({
  description: z.string(),
  target_audience: z.string(),
  monetization: z.string(),
  mvp_features: z.array(z.string()),
  tech_stack: z.array(z.string()),
  success_metrics: z.record(z.string(), z.string()),
});

function business(state: GenesisState): Section | undefined {
  const { idea_source, given_fields, similar_businesses, best_practices } = state;
  const idea = Idea.safeParse(state.requirements);
  if (!idea.success) return undefined;
  const { description, target_audience, monetization, mvp_features, tech_stack, success_metrics } = idea.data;
  const decided = given_fields.length > 0 ? `You decided: ${given_fields.join(", ")}. ` : "";
  const source = idea_source ? `The rest came from: ${idea_source}.` : "";
  return {
    title: "The business",
    blocks: [
      text(description),
      facts([
        ["For", target_audience],
        ["Earns by", monetization],
        ["Technologies", tech_stack.join(", ")],
        ...Object.entries(success_metrics).map(([metric, target]) => [`Goal: ${metric}`, target] as const),
      ]),
      table(
        ["Feature", "How it was met"],
        mvp_features.map((feature) => [feature, metBy(feature, state.task_results)]),
        "No features.",
      ),
      text(`${decided}${source}`.trim() || "Nothing was decided beforehand."),
      ...(similar_businesses.length > 0
        ? [
            text("Earlier runs it learnt from:"),
            list(similar_businesses.map(({ name, lesson }) => `${name}: ${lesson}`)),
          ]
        : []),
      ...(best_practices.length > 0
        ? [text("Best practices taken into account:"), list(best_practices)]
        : []),
    ],
  };
}

/** What a worker tells of how it met a feature, or how far its steps got. */
function metBy(feature: string, results: readonly TaskResult[]): string {
  const own = results.filter((result) => result.feature === feature);
  const told = own
    .map(({ output }) => Delivery.safeParse(output).data?.delivery)
    .find((one) => one !== undefined);
  if (told) return told;
  const done = own.filter(({ status }) => status === "completed").length;
  return own.length === 0 ? "no step of its own" : `${done} of ${own.length} steps done`;
}

const Delivery = z.object({ delivery: z.string() });

function team({ roster }: GenesisState): Section | undefined {
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

function plan({ task_graph, task_results, evolutions }: GenesisState): Section | undefined {
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

function routing({ routing_plan, task_graph }: GenesisState): Section | undefined {
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

function safety({
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

function quality({ task_results }: GenesisState): Section {
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

function costs({ routing_plan, task_results }: GenesisState): Section | undefined {
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

function projection({ revenue_projection }: GenesisState): Section | undefined {
  if (!revenue_projection) return undefined;
  const { projected_monthly_revenue, confidence, payback_period_days, status, assumptions } =
    revenue_projection;
  return {
    title: "Revenue projection",
    blocks: [
      text("A deterministic estimate from the plan, never a promise."),
      facts([
        ["Status", status],
        ["Monthly revenue", `$${projected_monthly_revenue}`],
        ["Confidence", String(confidence)],
        ["Payback", payback_period_days === null ? "none" : `${payback_period_days} days`],
      ]),
      text("It assumes:"),
      list(assumptions),
    ],
  };
}

function simulation({ task_results }: GenesisState): Section {
  const simulated = task_results.filter((result) => result.simulated).map(({ title }) => title);
  const all = simulated.length > 0 && simulated.length === task_results.length;
  return {
    title: "What is simulated",
    blocks:
      simulated.length === 0
        ? [text("Nothing: every step that is done was really carried out.")]
        : [
            text(all ? "Everything: no step touched anything outside." : "These steps:"),
            ...(all ? [] : [list(simulated)]),
          ],
  };
}

function warnings({ warnings: given, task_results }: GenesisState): Section | undefined {
  const undone = task_results.filter(({ status }) => UNDONE.has(status));
  if (given.length === 0 && undone.length === 0) return undefined;
  return {
    title: "Worth knowing",
    blocks: [
      list([
        ...given.map(({ code, message }) => `${message} (${code})`),
        ...undone.map(({ title, status }) => `${title}: ${status}`),
      ]),
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
