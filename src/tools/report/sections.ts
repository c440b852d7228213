import { z } from "zod";
import type { GenesisState } from "../../state/genesis-state.ts";
import type { TaskGraph, TaskResult } from "../../state/task.ts";
import { facts, list, type ReportDocument, type Section, table, text } from "./document.ts";
import { costs, plan, quality, routing, safety, spending, team } from "./work-sections.ts";

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
      payments(state),
      costs(state),
      spending(state),
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

const Paid = z.object({
  payments: z.object({
    mode: z.literal("test"),
    prices: z.array(
      z.object({ what: z.string(), amount_cents: z.number(), currency: z.string(), price_id: z.string() }),
    ),
    proof: z.object({ payment_intent_id: z.string(), refund_id: z.string() }),
  }),
});

/** What was set up at Stripe, and that it is test mode. */
function payments({ task_results }: GenesisState): Section | undefined {
  const paid = task_results
    .map(({ output }) => Paid.safeParse(output).data?.payments)
    .find((one) => one !== undefined);
  if (!paid) return undefined;
  const { prices, proof } = paid;
  return {
    title: "Payments",
    blocks: [
      text(
        `Stripe, test mode: no real money moves. Payment ${proof.payment_intent_id} was taken with a test card and given back as ${proof.refund_id}.`,
      ),
      table(
        ["Price", "Amount", "At Stripe"],
        prices.map(({ what, amount_cents, currency, price_id }) => [
          what,
          `${(amount_cents / 100).toFixed(2)} ${currency}`,
          price_id,
        ]),
        "Prices are made when something is sold.",
      ),
    ],
  };
}

const Delivery = z.object({ delivery: z.string() });

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

function simulation({ task_results, task_graph, execution_mode }: GenesisState): Section {
  const simulated = task_results.filter((result) => result.simulated).map(({ title }) => title);
  const all = simulated.length > 0 && simulated.length === task_results.length;
  return {
    title: "What is simulated",
    blocks:
      simulated.length === 0
        ? [
            text("No step: each that is done was really carried out."),
            ...(execution_mode === "simulated" ? [] : [text(standIns(task_results, task_graph))]),
          ]
        : [
            text(all ? "Everything: no step touched anything outside." : "These steps:"),
            ...(all ? [] : [list(simulated)]),
          ],
  };
}

/** What of a real product is not the real thing yet. */
function standIns(results: readonly TaskResult[], graph: TaskGraph | null): string {
  const money = new Set(
    graph?.tasks.filter(({ effect }) => effect === "money").map(({ task_id }) => task_id),
  );
  const paid = results.some(({ task_id, status }) => money.has(task_id) && status === "completed");
  const mail = "E-mails of the product wait in its outbox, where its owner sees them.";
  return paid ? mail : `${mail} Payments, where it takes any, go to a test gateway that moves no money.`;
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
