import type { z } from "zod";
import { type Product, RateLimit, type Request } from "../../kit/index.ts";
import { type ApiKey, keyOf } from "../api-keys/index.ts";
import { limitOf } from "../billing/index.ts";
import type { ProblemSchema } from "./contract.ts";
import { PROBLEMS } from "./operations.ts";
import { countRequest, usedThisMonth } from "./store.ts";

const MINUTE_MS = 60_000;

/** An error as the API answers it. */
export function problem(
  c: Request,
  name: keyof typeof PROBLEMS,
  detail: string,
  errors?: z.infer<typeof ProblemSchema>["errors"],
): Response {
  const { status, title } = PROBLEMS[name];
  return c.json({ type: `/docs#${name}`, title, status, detail, ...(errors && { errors }) }, status, {
    "content-type": "application/problem+json",
  });
}

export type Guarded = (c: Request, key: ApiKey) => Response | Promise<Response>;

/** Lets requests through that carry a key and are within the plan's limits, says so in headers, and counts them. */
export function guard(product: Product): (handle: Guarded) => (c: Request) => Promise<Response> {
  const limits = new Map<number, RateLimit>();
  const limiterOf = (max: number) => {
    const limiter = limits.get(max) ?? new RateLimit({ max, windowMs: MINUTE_MS, now: product.now });
    limits.set(max, limiter);
    return limiter;
  };
  return (handle) => async (c) => {
    const key = keyOf(product, c);
    if (!key) {
      c.header("www-authenticate", "Bearer");
      return problem(
        c,
        "no-key",
        "Send the header `Authorization: Bearer <your key>`. Keys are made at /keys.",
      );
    }
    const refusal = usedUp(product, c, key) ?? tooFast(product, c, key, limiterOf);
    if (refusal) {
      countRequest(product, key, "refused");
      return refusal;
    }
    const response = await handle(c, key);
    countRequest(product, key, response.status < 400 ? "done" : "failed");
    return response;
  };
}

function usedUp(product: Product, c: Request, key: ApiKey): Response | undefined {
  const limit = limitOf(product, key.user_id, "requests_per_month");
  if (limit === undefined || usedThisMonth(product, key.user_id) < limit) return undefined;
  const now = new Date(product.now());
  const next = Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + 1);
  c.header("retry-after", String(Math.ceil((next - now.getTime()) / 1_000)));
  return problem(
    c,
    "too-many-requests",
    `The plan's ${limit} requests of this month are used up. Plans with more: /pricing.`,
  );
}

/** The limit counts for the account, whichever of its keys is used. */
function tooFast(
  product: Product,
  c: Request,
  key: ApiKey,
  limiterOf: (max: number) => RateLimit,
): Response | undefined {
  const max = limitOf(product, key.user_id, "requests_per_minute");
  if (max === undefined) return undefined;
  const { allowed, remaining, retryAfterSeconds } = limiterOf(max).attempt(String(key.user_id));
  c.header("ratelimit-limit", String(max));
  c.header("ratelimit-remaining", String(remaining));
  c.header("ratelimit-reset", String(retryAfterSeconds));
  if (allowed) return undefined;
  c.header("retry-after", String(retryAfterSeconds));
  return problem(
    c,
    "too-many-requests",
    `The plan allows ${max} requests a minute. Wait ${retryAfterSeconds} s.`,
  );
}
