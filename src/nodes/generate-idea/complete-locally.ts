import type { BusinessRequirements, RequirementsInput } from "../../state/business.ts";
import { archetypeDefaults } from "./archetype-defaults.ts";
import { generateIdeaLocally, type LocalIdeaInput } from "./local-generator.ts";

type Decided = RequirementsInput &
  Pick<BusinessRequirements, "name" | "description" | "mvp_features" | "business_type">;

/** True when only details are missing, which the archetype answers as well as any model. */
export function isDecided(given: RequirementsInput): given is Decided {
  return given.name !== undefined && given.description !== undefined && given.mvp_features !== undefined;
}

/** The requirements of a run without a model: what is decided, the rest from the archetype and its seeds. Pure. */
export function completeLocally(input: LocalIdeaInput): BusinessRequirements {
  const { archetype, given } = input;
  return isDecided(given)
    ? { ...archetypeDefaults(archetype), ...given, business_type: archetype.business_type }
    : generateIdeaLocally(input);
}
