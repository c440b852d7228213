import { createHmac } from "node:crypto";
import type { Product } from "../../kit/index.ts";
import * as store from "./store.ts";
import { targetProblem } from "./target.ts";

export interface DeliveryOptions {
  readonly allowPrivate: boolean;
  readonly timeoutMs: number;
}

/** Waits between attempts, milliseconds; after the last one a delivery is given up. */
const BACKOFF_MS = [60_000, 300_000, 1_800_000, 7_200_000, 43_200_000];

/** The signature of a body: `t=<seconds>,v1=<hex>`, an HMAC-SHA256 over `<seconds>.<body>`. */
export function sign(secret: string, body: string, seconds: number): string {
  return `t=${seconds},v1=${createHmac("sha256", secret).update(`${seconds}.${body}`).digest("hex")}`;
}

/**
 * Sends what is due; returns how many arrived. A receiver may get one twice (after a crash between sending and noting
 * it), always with the same id, and never one that it has refused with a 4xx.
 */
export async function deliverDue(product: Product, options: DeliveryOptions): Promise<number> {
  let arrived = 0;
  for (const delivery of store.dueDeliveries(product)) {
    const outcome = await send(product, delivery, options);
    store.settleDelivery(product, delivery.id, settled(product, delivery, outcome));
    if (outcome.kind === "delivered") arrived += 1;
  }
  return arrived;
}

interface Outcome {
  readonly kind: "delivered" | "refused" | "unreachable";
  readonly text: string;
}

async function send(
  product: Product,
  { id, url, secret, body }: store.Delivery & Pick<store.Hook, "url" | "secret">,
  { allowPrivate, timeoutMs }: DeliveryOptions,
): Promise<Outcome> {
  const problem = await targetProblem(url, allowPrivate);
  if (problem) return { kind: "refused", text: problem };
  try {
    const response = await fetch(url, {
      method: "POST",
      body,
      redirect: "manual",
      signal: AbortSignal.timeout(timeoutMs),
      headers: {
        "content-type": "application/json",
        "x-webhook-id": String(id),
        "x-webhook-signature": sign(secret, body, Math.floor(product.now() / 1_000)),
      },
    });
    await response.body?.cancel();
    const text = `HTTP ${response.status}`;
    if (response.ok) return { kind: "delivered", text };
    return {
      kind:
        response.status >= 300 && response.status < 500 && response.status !== 429
          ? "refused"
          : "unreachable",
      text,
    };
  } catch (error) {
    const late = error instanceof Error && error.name === "TimeoutError";
    return { kind: "unreachable", text: late ? `No answer within ${timeoutMs / 1_000} s` : "Not reachable" };
  }
}

function settled(product: Product, { attempts }: store.Delivery, { kind, text: outcome }: Outcome) {
  const wait = BACKOFF_MS[attempts];
  if (kind === "delivered") return { state: "delivered", dueAt: product.now(), outcome } as const;
  if (kind === "refused" || wait === undefined)
    return { state: "failed", dueAt: product.now(), outcome } as const;
  return { state: "waiting", dueAt: product.now() + wait, outcome } as const;
}
