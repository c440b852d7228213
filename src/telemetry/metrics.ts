import { Counter, Gauge, Histogram, Registry } from "prom-client";

/** What Genesis counts (guide 11.2 and 14.3). Names start with `genesis_meta_agent_`. */
export interface Metrics {
  /** Where they are collected: one for each Genesis, never the process-wide default. */
  readonly registry: Registry;
  readonly memoryErrors: Counter<"operation">;
  readonly memoryReplayed: Counter;
  readonly safetyDecisions: Counter<"category" | "action">;
  /** Estimates in USD for the tasks that were done, added when a run ends. */
  readonly routingCosts: Counter;
  readonly routingBaselineCosts: Counter;
  /** A gauge, since a rule of the house may want somebody dearer than the strongest. */
  readonly routingSavedCosts: Gauge;
  /** Real costs in USD of model calls, and what their tiers saved. */
  readonly modelCosts: Counter<"node" | "model">;
  readonly modelSavedCosts: Counter;
  /** USD, added when a run ends: `local` and `simulated` cost nothing, others what is known of them or their ceiling. */
  readonly deploymentCosts: Counter<"deployment_type">;
  /** What was not begun for want of budget: whole runs (`day`), and steps of runs. */
  readonly quotaDenied: Counter<"scope" | "dimension">;
  /** Each deployment counts as an attempt and then as a success or a failure; undoing and removing count besides. */
  readonly vercelDeployments: Counter<"outcome">;
  readonly vercelDeploymentSeconds: Histogram<"outcome">;
  /** Tasks at remote agents; `outcome` is `completed` or the code of a fault. */
  readonly a2aRemoteTasks: Counter<"agent" | "outcome">;
  readonly a2aRemoteSeconds: Histogram<"agent">;
  /** Requests of others that were refused for their credentials. */
  readonly authFailures: Counter;
  /** `delivered`, `retried`, `dead`, `dropped` for lack of room, `unwritable`. */
  readonly webhookDeliveries: Counter<"outcome">;
  /** Lifecycle events that wait for the dashboard. */
  readonly webhookOutbox: Gauge;
  readonly stripePaymentIntents: Counter<"outcome">;
  readonly stripeRefusedKeys: Counter;
}

export function createMetrics(): Metrics {
  const registry = new Registry();
  const registers = [registry];
  return {
    registry,
    memoryErrors: new Counter({
      name: "genesis_meta_agent_memory_errors_total",
      help: "Reads and writes of long-term memory that failed or took too long.",
      labelNames: ["operation"],
      registers,
    }),
    memoryReplayed: new Counter({
      name: "genesis_meta_agent_memory_replayed_total",
      help: "Records written to memory later, because it was down when they were made.",
      registers,
    }),
    safetyDecisions: new Counter({
      name: "genesis_meta_agent_safety_decisions_total",
      help: "Decisions of the safety gate; one with several categories counts in each.",
      labelNames: ["category", "action"],
      registers,
    }),
    routingCosts: new Counter({
      name: "genesis_meta_agent_routing_costs_total_usd",
      help: "Estimated cost of the tasks that were done, by the agents and tiers that routing chose.",
      registers,
    }),
    routingBaselineCosts: new Counter({
      name: "genesis_meta_agent_routing_baseline_costs_total_usd",
      help: "What the same tasks would have cost with always the strongest agent.",
      registers,
    }),
    routingSavedCosts: new Gauge({
      name: "genesis_meta_agent_routing_saved_costs_total_usd",
      help: "The difference: what routing saved against always the strongest agent.",
      registers,
    }),
    modelCosts: new Counter({
      name: "genesis_meta_agent_model_costs_total_usd",
      help: "Cost of model calls, by tokens and list prices.",
      labelNames: ["node", "model"],
      registers,
    }),
    deploymentCosts: new Counter({
      name: "genesis_meta_agent_deployment_costs_total_usd",
      help: "Cost of deployments, by where they went.",
      labelNames: ["deployment_type"],
      registers,
    }),
    quotaDenied: new Counter({
      name: "genesis_meta_agent_quota_denied_total",
      help: "Runs that were refused and steps that were not taken, because a budget did not suffice.",
      labelNames: ["scope", "dimension"],
      registers,
    }),
    stripePaymentIntents: new Counter({
      name: "genesis_meta_agent_stripe_payment_intents_total",
      help: "Payments that Genesis tried in Stripe's test mode, by outcome.",
      labelNames: ["outcome"],
      registers,
    }),
    stripeRefusedKeys: new Counter({
      name: "genesis_meta_agent_stripe_refused_keys_total",
      help: "Stripe keys that are not test keys, refused before anything was sent.",
      registers,
    }),
    modelSavedCosts: new Counter({
      name: "genesis_meta_agent_model_saved_costs_total_usd",
      help: "What model calls saved against always the strongest model.",
      registers,
    }),
    vercelDeployments: new Counter({
      name: "genesis_meta_agent_vercel_deployments_total",
      help: "Deployments to Vercel: attempt or reconcile, then success or failure; rolled_back, removed and others besides.",
      labelNames: ["outcome"],
      registers,
    }),
    vercelDeploymentSeconds: new Histogram({
      name: "genesis_meta_agent_vercel_deployment_seconds",
      help: "How long deployments to Vercel took, from the first request to the last check.",
      labelNames: ["outcome"],
      buckets: [1, 5, 15, 30, 60, 120, 300, 600],
      registers,
    }),
    a2aRemoteTasks: new Counter({
      name: "genesis_meta_agent_a2a_remote_tasks_total",
      help: "Tasks that remote agents were asked to do, by how it ended.",
      labelNames: ["agent", "outcome"],
      registers,
    }),
    a2aRemoteSeconds: new Histogram({
      name: "genesis_meta_agent_a2a_remote_task_duration_seconds",
      help: "From the order to its end, whatever the end.",
      labelNames: ["agent"],
      buckets: [0.05, 0.25, 1, 5, 15, 60, 300, 900],
      registers,
    }),
    authFailures: new Counter({
      name: "genesis_meta_agent_auth_failures_total",
      help: "Requests that were refused for missing or wrong credentials.",
      registers,
    }),
    webhookDeliveries: new Counter({
      name: "genesis_meta_agent_webhook_deliveries_total",
      help: "Attempts to send lifecycle events to the dashboard, and events that were given up, by outcome.",
      labelNames: ["outcome"],
      registers,
    }),
    webhookOutbox: new Gauge({
      name: "genesis_meta_agent_webhook_outbox_events",
      help: "Lifecycle events that wait to be sent.",
      registers,
    }),
  };
}
