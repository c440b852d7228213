import { createHash } from "node:crypto";
import type { Stripe } from "stripe";
import {
  type CheckoutRequest,
  type Database,
  type Payment,
  PaymentBook,
  type Payments,
  type Product,
  type Renewal,
} from "../../kit/index.ts";
import { typeOf, verified } from "./delivery.ts";

export const MIGRATIONS = [
  `CREATE TABLE stripe_links (
     payment TEXT PRIMARY KEY, session TEXT, attempt INTEGER NOT NULL, intent TEXT, customer TEXT, method TEXT,
     looked_at INTEGER NOT NULL
   );
   CREATE UNIQUE INDEX stripe_links_session ON stripe_links (session);
   CREATE TABLE stripe_events (id TEXT PRIMARY KEY, received_at INTEGER NOT NULL);`,
];

/** How many open checkouts are looked at in one round of the job, and how long it leaves each alone afterwards. */
const LOOKED_AT = 10;
const LOOK_AGAIN_MS = 60_000;
export type Connect = () => Promise<Stripe>;
interface Link {
  readonly payment: string;
  readonly session: string | null;
  readonly attempt: number;
  readonly intent: string | null;
  readonly customer: string | null;
  readonly method: string | null;
}

export interface GatewayOptions {
  readonly connect: Connect;
  readonly webhookSecret: string | undefined;
  readonly formTargets: readonly string[];
}

/**
 * Payments on Stripe's own page, in test mode. A payment is settled once, whoever hears of it first: the customer who
 * comes back, the webhook, or the job that looks. Renewals are charged to the card of the first payment.
 */
export class StripeGateway extends PaymentBook implements Payments {
  readonly mode = "test";
  readonly formTargets: readonly string[];
  readonly #db: Database;
  readonly #now: () => number;
  readonly #baseUrl: string;
  readonly #options: GatewayOptions;
  #stripe: Promise<Stripe> | undefined;

  constructor({ db, now, baseUrl }: Pick<Product, "db" | "now" | "baseUrl">, options: GatewayOptions) {
    super(db, now);
    this.#db = db;
    this.#now = now;
    this.#baseUrl = baseUrl;
    this.#options = options;
    this.formTargets = options.formTargets;
  }

  async checkout(request: CheckoutRequest): Promise<string> {
    const payment = this.open(request);
    if (payment.status !== "pending") return payment.successPath;
    const link = this.#link(payment.id);
    if (link?.session) {
      const session = await this.settle(link.session);
      // Cancelled with a page that has expired, it is pending again for a new one.
      if (this.open(request).status !== "pending") return payment.successPath;
      // A slow way to pay is under way: a second page would be a second payment.
      if (session.status === "complete" && isProcessing(session)) return payment.successPath;
      if (session.status === "open" && session.amount_total === payment.amountCents && session.url) {
        return session.url;
      }
      // Never two pages on which the same thing can be paid.
      if (session.status === "open") await (await this.#client()).checkout.sessions.expire(session.id);
    }
    return this.#open(payment, (link?.attempt ?? 0) + 1);
  }

  async renew(first: string, next: Renewal): Promise<boolean> {
    const payment = this.find(first);
    if (!payment?.recurring || payment.status !== "paid") return false;
    const { customer, method } = this.#link(payment.id) ?? {};
    // Begun at the test gateway: there is no card to charge.
    if (!customer || !method) return false;
    const begun = this.find(next.reference) !== undefined;
    const { currency, successPath, cancelPath } = payment;
    const renewal = this.open({ ...next, currency, successPath, cancelPath, recurring: true });
    if (renewal.status !== "pending") return renewal.status === "paid";
    try {
      const intent =
        (begun && (await this.#intentOf(renewal, customer))) ||
        (await this.#charge(renewal, customer, method));
      if (intent.status !== "succeeded") return this.#notCharged(renewal);
      this.#save(renewal.id, { intent: intent.id, customer, method });
      this.pay(renewal.id);
      return true;
    } catch (error) {
      if (typeOf(error) === "StripeCardError") return this.#notCharged(renewal);
      throw error;
    }
  }

  async refund(reference: string): Promise<boolean> {
    const payment = this.find(reference);
    if (payment?.status !== "paid") return false;
    const intent = this.#link(payment.id)?.intent;
    if (intent) await this.#giveBack(payment, intent);
    return this.move(payment.id, "paid", "refunded");
  }

  /** Brings a payment to where its checkout stands at Stripe. Throws when the checkout is not for what was asked. */
  async settle(id: string): Promise<Stripe.Checkout.Session> {
    const stripe = await this.#client();
    // Before it is asked for: one that can't be had goes to the end of the line as well.
    this.#db.run("UPDATE stripe_links SET looked_at = ? WHERE session = ?", this.#now(), id);
    const session = await stripe.checkout.sessions.retrieve(id, { expand: ["payment_intent"] });
    const row = this.#db.get<Link>("SELECT * FROM stripe_links WHERE session = ?", id);
    const payment = row && this.byId(row.payment);
    if (!payment) return session;
    if (session.payment_status === "paid") this.#received(payment, session);
    else if (session.status === "expired") this.cancel(payment.id);
    return session;
  }

  /** The checkout of a payment, by the payment's id. */
  async settlePayment(id: string): Promise<Payment | undefined> {
    const session = this.#link(id)?.session;
    if (session) await this.settle(session);
    return this.byId(id);
  }

  /** Ends the checkout of a payment, unless it was paid meanwhile. */
  async giveUp(id: string): Promise<Payment | undefined> {
    const session = this.#link(id)?.session;
    if (session && (await this.settle(session)).status === "open") {
      await (await this.#client()).checkout.sessions.expire(session);
      await this.settle(session);
    }
    return this.byId(id);
  }

  /** Settles what was paid by customers who did not come back. Returns how many were looked at. */
  async settleOpen(): Promise<number> {
    const open = this.#db.all<{ session: string }>(
      `SELECT session FROM stripe_links JOIN kit_payments ON id = payment
       WHERE status = 'pending' AND session IS NOT NULL AND looked_at <= ? ORDER BY looked_at LIMIT ?`,
      ...[this.#now() - LOOK_AGAIN_MS, LOOKED_AT],
    );
    for (const { session } of open) await this.settle(session);
    return open.length;
  }

  /**
   * A delivery of Stripe's webhook. `refused`: not signed by Stripe, or from another time; `known`: heard before. Throws
   * when it could not be settled, and Stripe delivers it again.
   */
  async deliver(body: string, signature: string): Promise<"unconfigured" | "refused" | "known" | "settled"> {
    const { webhookSecret } = this.#options;
    if (webhookSecret === undefined) return "unconfigured";
    const stripe = await this.#client();
    const event = verified(stripe, { body, signature, secret: webhookSecret, now: this.#now() });
    if (!event) return "refused";
    if (this.#db.count("SELECT COUNT(*) FROM stripe_events WHERE id = ?", event.id) > 0) return "known";
    const subject = event.data.object;
    if (subject.object === "checkout.session") await this.settle(subject.id);
    this.#db.run("INSERT OR IGNORE INTO stripe_events VALUES (?, ?)", event.id, this.#now());
    return "settled";
  }

  async #open(payment: Payment, attempt: number): Promise<string> {
    const stripe = await this.#client();
    const { id, amountCents, currency, description, recurring, reference } = payment;
    const way = (end: string) => `${this.#baseUrl}/payments/stripe/${end}/${id}`;
    const asked: Stripe.Checkout.SessionCreateParams = {
      mode: "payment",
      line_items: [
        {
          quantity: 1,
          price_data: {
            currency: currency.toLowerCase(),
            unit_amount: amountCents,
            product_data: { name: description.slice(0, 250) },
          },
        },
      ],
      success_url: way("return"),
      cancel_url: way("cancel"),
      metadata: { payment: id, reference },
      ...(recurring && {
        customer_creation: "always",
        payment_intent_data: { setup_future_usage: "off_session" },
      }),
    };
    const session = await stripe.checkout.sessions.create(asked, {
      idempotencyKey: keyOf(id, attempt, asked),
    });
    this.#save(id, { session: session.id, attempt });
    if (!session.url) throw new Error("Stripe opened a checkout without a page.");
    return session.url;
  }

  #received(payment: Payment, session: Stripe.Checkout.Session): void {
    const intent = session.payment_intent;
    const same = session.currency === payment.currency.toLowerCase();
    if (!same || session.amount_total !== payment.amountCents || !intent || typeof intent === "string") {
      throw new Error(
        `The checkout of ${payment.reference} is not for ${payment.amountCents} ${payment.currency}.`,
      );
    }
    this.#db.transaction(() => {
      const method = idOf(intent.payment_method);
      this.#save(payment.id, { intent: intent.id, customer: idOf(session.customer), method });
      // Given up here, and paid there all the same: it was paid.
      this.move(payment.id, "cancelled", "pending");
      this.pay(payment.id);
    });
  }

  async #charge(renewal: Payment, customer: string, payment_method: string): Promise<Stripe.PaymentIntent> {
    const stripe = await this.#client();
    const asked: Stripe.PaymentIntentCreateParams = {
      ...{ amount: renewal.amountCents, currency: renewal.currency.toLowerCase(), customer, payment_method },
      ...{ off_session: true, confirm: true, payment_method_types: ["card"] },
      description: renewal.description,
      metadata: { payment: renewal.id, reference: renewal.reference },
    };
    return stripe.paymentIntents.create(asked, { idempotencyKey: keyOf(renewal.id, 0, asked) });
  }

  /** What was charged for a renewal before an interruption. */
  async #intentOf({ id }: Payment, customer: string): Promise<Stripe.PaymentIntent | undefined> {
    const { data } = await (await this.#client()).paymentIntents.list({ customer, limit: 100 });
    return data.find(({ metadata, status }) => metadata.payment === id && status === "succeeded");
  }

  #notCharged({ id }: Payment): false {
    this.cancel(id);
    return false;
  }

  async #giveBack({ id }: Payment, payment_intent: string): Promise<void> {
    const stripe = await this.#client();
    try {
      await stripe.refunds.create({ payment_intent }, { idempotencyKey: `refund-${id}` });
    } catch (error) {
      // Before an interruption, or in Stripe's dashboard.
      if ((error as { code?: string }).code !== "charge_already_refunded") throw error;
    }
  }

  #client(): Promise<Stripe> {
    this.#stripe ??= this.#options.connect();
    return this.#stripe;
  }

  #link(payment: string): Link | undefined {
    return this.#db.get<Link>("SELECT * FROM stripe_links WHERE payment = ?", payment);
  }

  #save(payment: string, change: Partial<Link>): void {
    const { session, attempt, intent, customer, method } = {
      ...{ session: null, attempt: 0, intent: null, customer: null, method: null },
      ...this.#link(payment),
      ...change,
    };
    this.#db.run(
      "INSERT OR REPLACE INTO stripe_links VALUES (?, ?, ?, ?, ?, ?, ?)",
      ...[payment, session, attempt, intent, customer, method, this.#now()],
    );
  }
}

/** The same question has the same key, so that Stripe does it once; another one has another. */
function keyOf(payment: string, attempt: number, asked: object): string {
  const hash = createHash("sha256").update(JSON.stringify([payment, attempt, asked]));
  return `product-${hash.digest("hex").slice(0, 40)}`;
}

function idOf(value: string | { id: string } | null | undefined): string | null {
  return typeof value === "string" ? value : (value?.id ?? null);
}

function isProcessing({ payment_intent: intent }: Stripe.Checkout.Session): boolean {
  return intent !== null && typeof intent !== "string" && intent.status === "processing";
}
