import { type BaseStore, InMemoryStore } from "@langchain/langgraph";
import { RunBudget, type RunBudgetOptions } from "../../src/budget/run-budget.ts";
import { loadConfig } from "../../src/config/config.ts";
import { createLogger } from "../../src/telemetry/logger.ts";
import { fakeClock } from "./clock.ts";

/** What a model answers that is asked for an idea. */
export const IDEA = {
  name: "Ledger Lane",
  description: "Keeps the books of small shops in order.",
  target_audience: "Shops",
  monetization: "Subscription",
  mvp_features: ["Invoices"],
  tech_stack: ["node"],
  estimated_time: "2 weeks",
  success_metrics: { activation: "30%" },
};

/** The budget of a run, unlimited unless said otherwise, in accounts of its own. */
export function testBudget({
  env = {},
  store = new InMemoryStore(),
  ...options
}: Partial<RunBudgetOptions> & { env?: Record<string, string>; store?: BaseStore } = {}): RunBudget {
  return new RunBudget({
    businessId: "00000000-0000-4000-8000-000000000001",
    request: null,
    approval_requests: [],
    approval_decisions: [],
    config: loadConfig({ env }).budget,
    store,
    clock: fakeClock(),
    newId: () => crypto.randomUUID(),
    log: createLogger({ level: "silent" }),
    onDenied: () => {},
    ...options,
  });
}
