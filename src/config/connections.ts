import type { z } from "zod";
import { type Secret, secret } from "./secret.ts";
import { httpUrl, optionalText, switchValue } from "./values.ts";

/** Services outside that a run may use (guide 12.1 and 14.4). Without their credentials none is. */
export interface ConnectionsConfig {
  /** `RUN_GENESIS_FULL_E2E`: only then Vercel and Stripe are used, and only with their credentials (design 4.7). */
  readonly fullE2e: boolean;
  readonly vercel: {
    readonly token: Secret | undefined;
    readonly teamId: string | undefined;
    readonly apiUrl: string;
  };
  readonly stripe: {
    readonly secretKey: Secret | undefined;
    readonly publishableKey: string | undefined;
    /** With which Stripe signs its webhooks. */
    readonly webhookSecret: Secret | undefined;
    readonly apiUrl: string;
  };
  /** Where lifecycle events go (guide 14.4). */
  readonly dashboard: {
    readonly url: string | undefined;
    /** With which events are signed; unsigned without it. */
    readonly secret: Secret | undefined;
  };
}

/** Stripe itself. */
export const STRIPE_API_URL = "https://api.stripe.com";

/** The environment variables of it. */
export const CONNECTIONS_ENV = {
  RUN_GENESIS_FULL_E2E: switchValue.default(false),
  VERCEL_TOKEN: optionalText,
  VERCEL_TEAM_ID: optionalText,
  VERCEL_API_URL: httpUrl,
  STRIPE_SECRET_KEY: optionalText,
  STRIPE_PUBLISHABLE_KEY: optionalText,
  STRIPE_WEBHOOK_SECRET: optionalText,
  STRIPE_API_URL: httpUrl,
  GENESIS_DASHBOARD_URL: httpUrl,
  GENESIS_WEBHOOK_SECRET: optionalText,
};

type ConnectionsEnv = z.infer<z.ZodObject<typeof CONNECTIONS_ENV>>;

export function connectionsConfig(values: ConnectionsEnv): ConnectionsConfig {
  return {
    fullE2e: values.RUN_GENESIS_FULL_E2E,
    vercel: {
      token: secret(values.VERCEL_TOKEN),
      teamId: values.VERCEL_TEAM_ID,
      apiUrl: values.VERCEL_API_URL ?? "https://api.vercel.com",
    },
    stripe: {
      secretKey: secret(values.STRIPE_SECRET_KEY),
      publishableKey: values.STRIPE_PUBLISHABLE_KEY,
      webhookSecret: secret(values.STRIPE_WEBHOOK_SECRET),
      apiUrl: values.STRIPE_API_URL ?? STRIPE_API_URL,
    },
    dashboard: { url: values.GENESIS_DASHBOARD_URL, secret: secret(values.GENESIS_WEBHOOK_SECRET) },
  };
}
