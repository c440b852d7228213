import type { BusinessRequirements } from "../../src/state/business.ts";

/** Valid requirements with the given differences. */
export function aRequirements(differences: Partial<BusinessRequirements> = {}): BusinessRequirements {
  return {
    name: "Ledger Loop",
    description: "Keeps small companies paid by following up on invoices.",
    target_audience: "Small business owners",
    monetization: "Freemium, $19/mo",
    mvp_features: ["User authentication", "Usage dashboard", "Subscription billing"],
    tech_stack: ["Next.js", "Postgres", "Stripe"],
    success_metrics: { activation_rate: "> 30%" },
    business_type: "saas_tool",
    estimated_time: "2 weeks",
    ...differences,
  };
}
