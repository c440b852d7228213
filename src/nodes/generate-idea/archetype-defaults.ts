import type { Archetype } from "../../state/archetype.ts";
import type { BusinessRequirements } from "../../state/business.ts";
import { LIMITS } from "../../state/text.ts";
import { fitLine, fitList, fitMetrics } from "./fit.ts";

export type ArchetypeDefaults = Omit<BusinessRequirements, "name" | "description" | "mvp_features">;

/** What an archetype decides without an idea; its texts are cut to the limits of the contract. */
export function archetypeDefaults(archetype: Archetype): ArchetypeDefaults {
  return {
    target_audience: fitLine(archetype.target_market) || "Small businesses",
    monetization: fitLine(archetype.monetization) || "Subscription",
    tech_stack: fitList(archetype.tech_stack, LIMITS.technologies, "TypeScript"),
    success_metrics: fitMetrics(archetype.success_metrics),
    business_type: archetype.business_type,
    estimated_time: fitLine(archetype.estimated_time) || "2 weeks",
  };
}
