import { digest } from "../../state/digest.ts";
import { GenesisError } from "../../state/errors.ts";
import type { PriceDecision } from "../../state/price-decision.ts";
import type { Workspace } from "../workspace.ts";
import { ensurePrice, ensureWebhook, type WebhookWanted } from "./catalogue.ts";
import { connectStripe, type StripeSettings } from "./client.ts";
import { pricesOf, proofPrice } from "./prices.ts";
import { provePayments } from "./proof.ts";
import { type Receipts, readReceipts, writeReceipts } from "./receipts.ts";
import { NotThere, type StripeWork } from "./step.ts";

/** Told of what is counted (guide 14.3). */
export interface StripeObserver {
  /** Outcome of a payment: `succeeded`, `declined`, `failed`, or another status of Stripe's. */
  payment(outcome: string): void;
  /** A key that is not a test key was refused. */
  refusedKey(): void;
}

export interface SetUpOptions {
  readonly workspace: Workspace;
  readonly settings: StripeSettings;
  /** The settings of the product's blocks, from which its prices are computed. */
  readonly productSettings: Readonly<Record<string, unknown>>;
  readonly webhook: WebhookWanted | undefined;
  /** Keeps how each price was decided; called before anything is asked of Stripe. */
  readonly audit: (decisions: readonly PriceDecision[]) => Promise<void>;
  readonly observer: StripeObserver;
  readonly signal: AbortSignal;
  /** The card of the test payment; Stripe's accepted Visa when absent. */
  readonly card?: string | undefined;
}

/**
 * Sets up what a business needs at Stripe's test mode and proves it with one payment that is given back. Whatever is
 * there already is found and kept, so it can be interrupted anywhere and repeated at any time. Throws STRIPE_LIVE_KEY and
 * what StripeCalls throws.
 */
export async function setUpPayments(options: SetUpOptions): Promise<Receipts> {
  return carryOut(options, await workOf(options, false));
}

/** Looks for a set-up that was interrupted: its receipts when all of it is there, else undefined. Changes nothing. */
export async function findPayments(options: SetUpOptions): Promise<Receipts | undefined> {
  const work = await workOf(options, true);
  try {
    return await carryOut(options, work);
  } catch (error) {
    if (error instanceof NotThere) return undefined;
    throw error;
  }
}

async function workOf(
  { settings, workspace, observer, signal }: SetUpOptions,
  reading: boolean,
): Promise<StripeWork> {
  try {
    const calls = await connectStripe(settings, signal);
    return { ...calls, businessId: workspace.businessId, reading };
  } catch (error) {
    if (GenesisError.isInstance(error) && error.code === "STRIPE_LIVE_KEY") observer.refusedKey();
    throw error;
  }
}

async function carryOut(options: SetUpOptions, work: StripeWork): Promise<Receipts> {
  const { workspace, webhook } = options;
  const list = pricesOf(options.productSettings);
  const proof = proofPrice(list);
  if (!work.reading) await options.audit([...list.decisions, proof]);
  let receipts: Receipts = begun(workspace, list.leftOut);
  const note = (change: Partial<Receipts>) => {
    receipts = { ...receipts, ...change };
    if (!work.reading) writeReceipts(workspace, receipts);
  };
  note({});
  for (const decision of list.decisions) {
    const price = await ensurePrice(work, decision);
    note({ prices: [...receipts.prices.filter(({ what }) => what !== price.what), price] });
  }
  // What is not sold any more stays listed, so that a takedown finds it.
  if (webhook) note({ webhook: await ensureWebhook(work, webhook) });
  const proven = await provePayments(work, {
    businessName: workspace.businessName,
    price: proof,
    prices: receipts.prices.filter((one) =>
      list.decisions.some((decision) => digest(decision) === one.decision),
    ),
    returnUrl: webhook ? new URL("/", webhook.url).href : "https://example.com/",
    onPayment: (outcome) => options.observer.payment(outcome),
    onProgress: (progress) => note({ proof: progress }),
    card: options.card,
  });
  note({ proof: proven, state: "active" });
  if (work.reading) writeReceipts(workspace, receipts);
  return receipts;
}

function begun(workspace: Workspace, left_out: number): Receipts {
  const standing = readReceipts(workspace);
  return {
    version: 1,
    business_id: workspace.businessId,
    provider: "stripe",
    mode: "test",
    state: "setting_up",
    prices: standing?.prices ?? [],
    left_out,
    webhook: standing?.webhook ?? null,
    proof: standing?.proof ?? null,
  };
}
