import { type BusinessRequirements, BusinessRequirementsSchema } from "../state/business.ts";
import { GenesisError } from "../state/errors.ts";
import type { GenesisState } from "../state/genesis-state.ts";

/** The final requirements; only nodes after `generate-idea` may ask. */
export function finalRequirements(state: Pick<GenesisState, "requirements">): BusinessRequirements {
  return BusinessRequirementsSchema.parse(state.requirements);
}

/** The value of a channel that an earlier node must have filled. */
export function required<T>(value: T | null | undefined, channel: string): T {
  if (value !== null && value !== undefined) return value;
  throw new GenesisError("STATE_INCOMPLETE", `The run has no ${channel} at a point where it must have one.`, {
    category: "system",
    hint: "The graph was entered in the middle; start the run from its beginning.",
  });
}
