import type { Stripe } from "stripe";
import { GenesisError } from "../../state/errors.ts";
import { redactText } from "../../telemetry/redact.ts";

interface Kind {
  readonly code: string;
  readonly hint: string;
  readonly retryable?: boolean;
}

const UNAVAILABLE: Kind = {
  code: "STRIPE_UNAVAILABLE",
  hint: "Look at https://status.stripe.com and try again; nothing is done twice.",
  retryable: true,
};
const INVALID: Kind = {
  code: "STRIPE_REQUEST_INVALID",
  hint: "Look the request up in the logs of the Stripe dashboard.",
};
const DECLINED: Kind = {
  code: "STRIPE_DECLINED",
  hint: "Use one of Stripe's test cards that are accepted, such as pm_card_visa.",
};

const MISSING: Kind = {
  code: "STRIPE_NOT_FOUND",
  hint: "It may have been deleted in the Stripe dashboard; the next run makes it anew.",
};

/** By the `type` of the SDK's errors. */
const KINDS: Readonly<Record<string, Kind>> = {
  StripeAuthenticationError: {
    code: "STRIPE_KEY_REFUSED",
    hint: "Copy the test key again from the Stripe dashboard into STRIPE_SECRET_KEY.",
  },
  StripePermissionError: {
    code: "STRIPE_KEY_REFUSED",
    hint: "Give the restricted key the rights that docs/payments.md lists.",
  },
  StripeCardError: DECLINED,
  StripeRateLimitError: {
    code: "STRIPE_RATE_LIMITED",
    hint: "Wait a minute and try again; nothing is done twice.",
    retryable: true,
  },
  StripeIdempotencyError: {
    code: "STRIPE_IDEMPOTENCY_CONFLICT",
    hint: "The same step was asked for with other values within a day. Look at payments.json of the business.",
  },
  StripeInvalidRequestError: INVALID,
  StripeAPIError: UNAVAILABLE,
  StripeConnectionError: UNAVAILABLE,
};

/** What Stripe or the way to it said, as a coded error without credentials; anything else stays as it is. */
export function stripeError(error: unknown, what: string): unknown {
  if (!isStripeError(error)) return error;
  const inUse = error.code === "idempotency_key_in_use" || error.statusCode === 409;
  const kind = inUse
    ? UNAVAILABLE
    : error.code === "resource_missing"
      ? MISSING
      : (KINDS[error.type] ?? INVALID);
  const { code, hint, retryable = false } = kind;
  const said = redactText(error.message).slice(0, 500);
  const request = error.requestId ? ` (request ${error.requestId})` : "";
  return new GenesisError(code, `Stripe could not ${what}: ${said}${request}`, {
    hint,
    retryable,
    category: "third_party",
  });
}

/** True for the answer that there is no such object. */
export function isMissing(error: unknown): boolean {
  return GenesisError.isInstance(error) && error.code === MISSING.code;
}

/** Told by their shape, so that asking does not load the SDK. */
function isStripeError(error: unknown): error is Stripe.errors.StripeError {
  return error instanceof Error && "type" in error && String(error.type).startsWith("Stripe");
}
