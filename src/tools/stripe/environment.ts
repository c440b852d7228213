import { type ConnectionsConfig, STRIPE_API_URL } from "../../config/connections.ts";
import { webhookSecret as ownWebhookSecret } from "../deployment.ts";
import type { Workspace } from "../workspace.ts";
import type { StripeSettings } from "./client.ts";
import { checkTestKeys } from "./key.ts";

export interface StripeConnection {
  readonly settings: StripeSettings;
  /** Throws STRIPE_LIVE_KEY. */
  readonly check: () => void;
  /** For the process of a product that takes payments; the key is in no file. Throws STRIPE_LIVE_KEY. */
  readonly productEnv: (workspace: Workspace) => Readonly<Record<string, string>>;
}

/** The connection to Stripe; undefined without RUN_GENESIS_FULL_E2E or a key (design 4.7). */
export function stripeEnvironment(
  { fullE2e, stripe }: Pick<ConnectionsConfig, "fullE2e" | "stripe">,
  onRefusedKey: () => void = () => undefined,
): StripeConnection | undefined {
  const { secretKey, publishableKey, webhookSecret, apiUrl } = stripe;
  if (!fullE2e || !secretKey) return undefined;
  const settings = { secretKey, publishableKey, apiUrl };
  const check = () => {
    try {
      checkTestKeys(settings);
    } catch (error) {
      onRefusedKey();
      throw error;
    }
  };
  return {
    settings,
    check,
    productEnv(workspace) {
      check();
      // That of its own endpoint, else the one that somebody gave, such as `stripe listen` prints.
      const secret = ownWebhookSecret(workspace) ?? webhookSecret?.reveal();
      return {
        STRIPE_SECRET_KEY: secretKey.reveal(),
        ...(apiUrl !== STRIPE_API_URL && { STRIPE_API_URL: apiUrl }),
        ...(secret !== undefined && { STRIPE_WEBHOOK_SECRET: secret }),
      };
    },
  };
}
