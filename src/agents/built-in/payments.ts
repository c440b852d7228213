import type { WorkContext } from "../../state/agent.ts";
import { GenesisError } from "../../state/errors.ts";
import { keepWebhookSecret, webhookSecret } from "../../tools/deployment.ts";
import { readRemote } from "../../tools/remote-host.ts";
import type { StripeConnection } from "../../tools/stripe/environment.ts";
import type { Receipts } from "../../tools/stripe/receipts.ts";
import {
  findPayments,
  type SetUpOptions,
  type StripeObserver,
  setUpPayments,
} from "../../tools/stripe/set-up.ts";
import type { Workspace } from "../../tools/workspace.ts";
import type { Deliverable, Job } from "./recipes.ts";

/** How the payments agent acts at Stripe. */
export interface Payments extends StripeConnection {
  readonly observer: StripeObserver;
}

/** Where that block hears of payments. */
const WEBHOOK_PATH = "/api/payments/stripe/webhook";
/** What the output of the task lists; payments.json has everything. */
const MAX_LISTED = 20;

/** Sets up the catalogue of the product at Stripe and proves it (docs/payments.md). Throws STRIPE_NOT_ACTIVE. */
export async function setUp(job: Job, payments: Payments | undefined): Promise<Deliverable> {
  return deliverable(await setUpPayments(optionsOf(job, payments)));
}

/** What an interrupted set-up left, when all of it is there. */
export async function findSetUp(job: Job, payments: Payments | undefined): Promise<Deliverable | undefined> {
  const receipts = await findPayments(optionsOf(job, payments));
  return receipts && deliverable(receipts);
}

function optionsOf({ workspace, spec, context }: Job, payments: Payments | undefined): SetUpOptions {
  if (!payments) {
    throw new GenesisError("STRIPE_NOT_ACTIVE", "The plan sets up payments, but Stripe is not configured.", {
      hint: "Set RUN_GENESIS_FULL_E2E=true and STRIPE_SECRET_KEY to a test key, then resume the run.",
    });
  }
  const { settings, observer } = payments;
  return {
    ...{ workspace, settings, observer, signal: context.signal },
    productSettings: spec.business.settings,
    webhook: webhookOf(workspace),
    audit: auditOf(context),
  };
}

/** Stripe can tell only a product that is public: one that went live before. */
function webhookOf(workspace: Workspace): SetUpOptions["webhook"] {
  const remote = readRemote(workspace);
  if (remote?.state !== "live" || !remote.live?.url.startsWith("https://")) return undefined;
  return {
    url: new URL(WEBHOOK_PATH, remote.live.url).href,
    known: webhookSecret(workspace) !== undefined,
    keepSecret: (secret) => keepWebhookSecret(workspace, secret),
  };
}

/** Prices that can't be put on record are not charged. */
function auditOf({ auditPrices }: WorkContext): SetUpOptions["audit"] {
  if (auditPrices) return auditPrices;
  throw new GenesisError("AUDIT_UNAVAILABLE", "There is no store to put price decisions on record in.", {
    category: "system",
    hint: "Compile the graph with a store.",
  });
}

function deliverable({ prices, left_out, proof }: Receipts): Deliverable {
  const listed = prices.slice(0, MAX_LISTED).map(({ what, price_id, amount_cents, currency, interval }) => ({
    ...{ what, price_id, amount_cents, currency, interval },
  }));
  const count = `${prices.length} ${prices.length === 1 ? "price" : "prices"}`;
  return {
    summary: `Stripe is set up in test mode with ${count}; one test payment was taken and refunded.`,
    artefacts: [],
    checks: [
      "a payment with a test card succeeded and was refunded",
      ...(proof?.checkout_session_id ? ["a checkout could be opened"] : []),
      ...(proof?.subscription_id ? ["a monthly price could be subscribed to"] : []),
    ],
    facts: { payments: { provider: "stripe", mode: "test", prices: listed, left_out, proof } },
  };
}
