import type { ConnectionsConfig } from "../../config/connections.ts";
import type { StripeSettings } from "./client.ts";
import { checkTestKeys } from "./key.ts";

export interface StripeConnection {
  readonly settings: StripeSettings;
  /** For the process of a product that takes payments; in no file. Throws STRIPE_LIVE_KEY. */
  readonly productEnv: () => Readonly<Record<string, string>>;
}

/** The connection to Stripe; undefined without RUN_GENESIS_FULL_E2E or a key (design 4.7). */
export function stripeEnvironment(
  { fullE2e, stripe }: Pick<ConnectionsConfig, "fullE2e" | "stripe">,
  onRefusedKey: () => void = () => undefined,
): StripeConnection | undefined {
  const { secretKey, publishableKey, webhookSecret, apiUrl } = stripe;
  if (!fullE2e || !secretKey) return undefined;
  const settings = { secretKey, publishableKey, apiUrl };
  return {
    settings,
    productEnv() {
      try {
        checkTestKeys(settings);
      } catch (error) {
        onRefusedKey();
        throw error;
      }
      return {
        STRIPE_SECRET_KEY: secretKey.reveal(),
        STRIPE_API_URL: apiUrl,
        ...(webhookSecret && { STRIPE_WEBHOOK_SECRET: webhookSecret.reveal() }),
      };
    },
  };
}
