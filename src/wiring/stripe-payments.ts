import type { Payments } from "../agents/built-in/payments.ts";
import { productSpec } from "../agents/built-in/product-spec.ts";
import type { GenesisConfig } from "../config/config.ts";
import type { PaymentsPolicy } from "../nodes/services.ts";
import type { Metrics } from "../telemetry/metrics.ts";
import type { ArchetypeRegistry } from "../templates/archetypes.ts";
import { loadBlocks } from "../templates/blocks.ts";
import { takesPayments } from "../tools/packages.ts";
import { type StripeConnection, stripeEnvironment } from "../tools/stripe/environment.ts";

type Counters = Pick<Metrics, "stripePaymentIntents" | "stripeRefusedKeys">;

/** How runs act at Stripe; undefined without RUN_GENESIS_FULL_E2E or a key (design 4.7). */
export function stripePayments(
  { connections }: Pick<GenesisConfig, "connections">,
  { stripePaymentIntents, stripeRefusedKeys }: Counters,
): Payments | undefined {
  const environment = stripeEnvironment(connections, () => stripeRefusedKeys.inc());
  if (!environment) return undefined;
  const observer = {
    payment: (outcome: string) => stripePaymentIntents.inc({ outcome }),
    refusedKey: () => stripeRefusedKeys.inc(),
  };
  return { ...environment, observer };
}

/** Which runs do: those whose product takes payments. */
export function paymentsPolicy(
  { check }: Pick<StripeConnection, "check">,
  archetypes: Pick<ArchetypeRegistry, "get">,
): PaymentsPolicy {
  return {
    check,
    wantedBy(businessType, requirements) {
      const archetype = archetypes.get(businessType);
      if (!archetype) return false;
      // What a product is made of does not depend on the seed; only its looks and words do.
      const spec = productSpec({ requirements, archetype, blocks: loadBlocks(), seed: 0 });
      return takesPayments(spec.blocks.flatMap(({ packages }) => packages));
    },
  };
}
