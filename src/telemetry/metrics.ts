import { Counter, Gauge, Registry } from "prom-client";

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
  readonly modelCosts: Counter;
  readonly modelSavedCosts: Counter;
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
  };
}
