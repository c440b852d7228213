import type { BlueprintStep } from "../state/archetype.ts";
import type { GenesisState } from "../state/genesis-state.ts";
import { finalRequirements } from "./requirements.ts";
import type { Services } from "./services.ts";

/**
 * The steps of a run's business type: with those that set up payments where a real run acts at the payment provider and
 * its product takes payments.
 */
export function runBlueprint(
  { archetypes, payments }: Pick<Services, "archetypes" | "payments">,
  state: GenesisState,
): BlueprintStep[] {
  const { business_type, execution_mode } = state;
  const wanted = execution_mode === "real" && payments?.wantedBy(business_type, finalRequirements(state));
  return archetypes.blueprint(business_type, { payments: wanted ?? false });
}
