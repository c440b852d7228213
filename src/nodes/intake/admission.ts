import { z } from "zod";
import type { FlagName } from "../../config/flag-definitions.ts";
import { type BudgetBreach, describeBreach } from "../../state/budget.ts";
import { type BusinessRequest, BusinessRequestSchema } from "../../state/business.ts";
import { GenesisError } from "../../state/errors.ts";
import type { ArchetypeRegistry } from "../../templates/archetypes.ts";

/** Checks a request against the contract and the known archetypes. Throws GenesisErrors of category user. */
export function parseRequest(
  input: unknown,
  archetypes: Pick<ArchetypeRegistry, "get" | "suggest" | "types">,
): z.output<typeof BusinessRequestSchema> {
  const parsed = BusinessRequestSchema.safeParse(input);
  if (!parsed.success) {
    throw new GenesisError("INVALID_REQUEST", `The request is invalid:\n${z.prettifyError(parsed.error)}`, {
      hint: "Correct the fields named; docs/contracts.md lists every field with its limits.",
    });
  }
  const request = parsed.data;
  if (!archetypes.get(request.business_type)) throw unknownType(request, archetypes);
  const claimed = request.requirements?.business_type;
  if (claimed !== undefined && claimed !== request.business_type) {
    throw new GenesisError(
      "BUSINESS_TYPE_MISMATCH",
      `The request is for "${request.business_type}", but its requirements are for "${claimed}".`,
      { hint: "Remove business_type from the requirements, or make both the same." },
    );
  }
  return request;
}

function unknownType(
  request: Pick<BusinessRequest, "business_type">,
  archetypes: Pick<ArchetypeRegistry, "suggest" | "types">,
): GenesisError {
  const guess = archetypes.suggest(request.business_type);
  const types = archetypes.types().join(", ");
  return new GenesisError("UNKNOWN_BUSINESS_TYPE", `There is no business type "${request.business_type}".`, {
    hint: `${guess ? `Did you mean "${guess}"? ` : ""}Valid types: ${types}.`,
  });
}

/** Flags under which a new run is refused, in the order in which the reason is given (guide 12). */
export const REFUSALS: readonly { flag: FlagName; refusesWhen: boolean; error: GenesisError }[] = [
  {
    flag: "emergency_shutdown",
    refusesWhen: true,
    error: new GenesisError("EMERGENCY_SHUTDOWN", "Genesis is shut down: no run may start or go on.", {
      category: "system",
      hint: "When the emergency is over: genesis flags set emergency_shutdown false.",
    }),
  },
  {
    flag: "maintenance_mode",
    refusesWhen: true,
    error: new GenesisError(
      "MAINTENANCE_MODE",
      "Genesis is in maintenance: running work may finish, new runs wait.",
      {
        category: "system",
        retryable: true,
        hint: "The request is kept: when maintenance is over, genesis replay runs it.",
      },
    ),
  },
  {
    flag: "orchestration_enabled",
    refusesWhen: false,
    error: new GenesisError("ORCHESTRATION_DISABLED", "Orchestration is switched off.", {
      category: "system",
      hint: "Switch it on with: genesis flags set orchestration_enabled true.",
    }),
  },
];

/** Why no run may begin today. */
export function quotaExceeded(breach: BudgetBreach): GenesisError {
  return new GenesisError("QUOTA_EXCEEDED", describeBreach(breach), {
    category: "budget",
    retryable: true,
    hint: `The request is kept: tomorrow (UTC), or with a larger GENESIS_BUDGET_DAY_${breach.dimension.toUpperCase()}, genesis replay runs it.`,
  });
}
