import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

type Fields = Record<string, string>;
type Entity = Record<string, unknown> & { id: string };
interface Reply {
  readonly status: number;
  readonly body: unknown;
}

/** A fault of the next requests that match: an answer, silence, or a cut after the effect was done. */
export interface Fault {
  readonly on: RegExp;
  readonly times?: number;
  readonly status?: 401 | 402 | 429 | 500;
  readonly hang?: boolean;
  readonly cut?: "before" | "after";
}

/** A server that behaves as Stripe's API does where Genesis and its products use it, and keeps state. */
export class FakeStripe {
  readonly requests: { method: string; path: string; key: string | undefined; fields: Fields }[] = [];
  readonly objects = new Map<string, Map<string, Entity>>();
  /** Every charge that went through: what a customer would have paid. */
  readonly charges: { intent: string; amount: number }[] = [];
  readonly refunds: { intent: string; amount: number }[] = [];
  readonly #server: Server;
  readonly #kept = new Map<string, { fields: string; reply: Reply }>();
  readonly #faults: { fault: Fault; left: number }[] = [];
  #next = 1;
  readonly key: string;

  private constructor(key: string) {
    this.key = key;
    this.#server = createServer((request, response) => void this.#serve(request, response));
  }

  static async start(key = "sk_test_fake"): Promise<FakeStripe> {
    const fake = new FakeStripe(key);
    await new Promise<void>((resolve) => fake.#server.listen(0, "127.0.0.1", resolve));
    return fake;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  fail(fault: Fault): void {
    this.#faults.push({ fault, left: fault.times ?? 1 });
  }

  all(kind: string): Entity[] {
    return [...(this.objects.get(kind)?.values() ?? [])];
  }

  count(method: string, path: RegExp): number {
    return this.requests.filter((one) => one.method === method && path.test(one.path)).length;
  }

  /** What a customer does on the page of a checkout session. */
  payCheckout(id: string): Entity {
    const session = this.#get("sessions", id);
    const customer = this.#put("customers", "cus", {});
    const intent = this.#put("payment_intents", "pi", {
      amount: session.amount_total,
      currency: session.currency,
      customer: customer.id,
      payment_method: "pm_card_visa",
      status: "requires_confirmation",
      metadata: {},
    });
    this.#charge(intent);
    Object.assign(session, { status: "complete", payment_status: "paid" });
    return Object.assign(session, { payment_intent: intent.id, customer: customer.id });
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const url = new URL(request.url ?? "/", "http://fake");
    const fields: Fields = Object.fromEntries([
      ...url.searchParams,
      ...new URLSearchParams(Buffer.concat(chunks).toString()),
    ]);
    const key = request.headers["idempotency-key"] as string | undefined;
    const method = request.method ?? "GET";
    const path = url.pathname.replace(/^\/v1\//, "");
    this.requests.push({ method, path, key, fields });
    const fault = this.#faultFor(`${method} ${path}`);
    if (fault?.hang) return;
    if (fault?.cut === "before") return void request.socket.destroy();
    const authorised = request.headers.authorization === `Bearer ${this.key}`;
    const reply = !authorised
      ? error(401, "invalid_request_error", "Invalid API Key provided: sk_test_****fake", "api_key_invalid")
      : fault?.status !== undefined
        ? faulty(fault.status)
        : this.#once(key, method, path, fields);
    if (fault?.cut === "after") return void request.socket.destroy();
    response.writeHead(reply.status, {
      "content-type": "application/json",
      "request-id": `req_${this.#next}`,
    });
    response.end(JSON.stringify(reply.body));
  }

  #faultFor(what: string): Fault | undefined {
    const found = this.#faults.find(({ fault, left }) => left > 0 && fault.on.test(what));
    if (found) found.left -= 1;
    return found?.fault;
  }

  /** The same key gives the same answer; with other parameters it is an error, as at Stripe. */
  #once(key: string | undefined, method: string, path: string, fields: Fields): Reply {
    if (key === undefined || method !== "POST") return this.#answer(method, path, fields);
    const asked = JSON.stringify([path, fields]);
    const kept = this.#kept.get(key);
    if (kept && kept.fields !== asked) {
      const message = `Keys for idempotent requests can only be used with the same parameters they were first used with. Try using a key other than '${key}' if you meant to execute a different request.`;
      return error(400, "idempotency_error", message);
    }
    const reply = kept?.reply ?? this.#answer(method, path, fields);
    this.#kept.set(key, { fields: asked, reply: JSON.parse(JSON.stringify(reply)) as Reply });
    return reply;
  }

  #answer(method: string, path: string, fields: Fields): Reply {
    const [kind = "", id, action] = path.replace("checkout/sessions", "sessions").split("/");
    if (id !== undefined && !this.objects.get(kind)?.has(id)) {
      return error(404, "invalid_request_error", `No such ${kind}: '${id}'`, "resource_missing");
    }
    if (method === "DELETE" && id !== undefined) return this.#end(kind, id);
    if (method === "GET" && id === undefined) return ok(this.#list(kind, fields));
    if (method === "GET" && id !== undefined) return ok(this.#expanded(this.#get(kind, id), fields));
    return id === undefined
      ? this.#create(kind, fields)
      : this.#change(this.#get(kind, id), kind, action, fields);
  }

  #expanded(entity: Entity, fields: Fields): Entity {
    if (fields["expand[0]"] !== "payment_intent") return entity;
    const intent = this.objects.get("payment_intents")?.get(String(entity.payment_intent));
    return { ...entity, payment_intent: intent ?? null };
  }

  #list(kind: string, fields: Fields) {
    const wanted = Object.entries(fields).filter(([name]) => !/^(?:limit|status|starting_after)$/.test(name));
    const data = this.all(kind).filter(
      (one) =>
        wanted.every(([name, value]) => String(one[name]) === value) &&
        (kind !== "subscriptions" || fields.status === "all" || one.status !== "canceled"),
    );
    return { object: "list", data: data.toReversed(), has_more: false, url: `/v1/${kind}` };
  }

  #create(kind: string, fields: Fields): Reply {
    const entity = { ...plain(fields), metadata: metadataOf(fields) };
    if (kind === "products") {
      if (fields.id !== undefined && this.objects.get(kind)?.has(fields.id)) {
        return error(400, "invalid_request_error", `Product already exists.`, "resource_already_exists");
      }
      return ok(this.#put(kind, "prod", { active: true, ...entity }));
    }
    if (kind === "prices") {
      const recurring = fields["recurring[interval]"];
      return ok(
        this.#put(kind, "price", {
          ...{ active: true, ...entity, unit_amount: Number(fields.unit_amount) },
          recurring: recurring === undefined ? null : { interval: recurring },
        }),
      );
    }
    if (kind === "payment_intents") return this.#intent(fields);
    if (kind === "refunds") return this.#refund(fields.payment_intent ?? "");
    if (kind === "sessions") return this.#session(fields);
    if (kind === "subscriptions") {
      const price = fields["items[0][price]"];
      const status = fields.trial_period_days ? "trialing" : "active";
      return ok(this.#put(kind, "sub", { ...entity, price, status }));
    }
    if (kind === "webhook_endpoints") {
      const made = this.#put(kind, "we", { ...entity, status: "enabled" });
      return ok({ ...made, secret: "whsec_fakesecretfakesecret" });
    }
    if (kind === "customers") return ok(this.#put(kind, "cus", entity));
    return error(404, "invalid_request_error", `Unrecognized request URL (POST: /v1/${kind}).`);
  }

  #intent(fields: Fields): Reply {
    const intent = this.#put("payment_intents", "pi", {
      ...plain(fields),
      metadata: metadataOf(fields),
      amount: Number(fields.amount),
      status: "requires_confirmation",
    });
    return fields.confirm === "true" ? this.#confirm(intent, fields.payment_method ?? "") : ok(intent);
  }

  #confirm(intent: Entity, method: string): Reply {
    if (intent.status === "succeeded") {
      const code = "payment_intent_unexpected_state";
      return error(400, "invalid_request_error", "This PaymentIntent has already succeeded.", code);
    }
    if (method.includes("Declined")) {
      intent.status = "requires_payment_method";
      return error(402, "card_error", "Your card was declined.", "card_declined");
    }
    intent.payment_method = method;
    this.#charge(intent);
    return ok(intent);
  }

  #charge(intent: Entity): void {
    intent.status = "succeeded";
    this.charges.push({ intent: intent.id, amount: Number(intent.amount) });
  }

  #refund(payment_intent: string): Reply {
    const intent = this.objects.get("payment_intents")?.get(payment_intent);
    if (intent?.status !== "succeeded") {
      return error(
        400,
        "invalid_request_error",
        "This PaymentIntent does not have a successful charge to refund.",
      );
    }
    if (this.refunds.some((one) => one.intent === payment_intent)) {
      return error(
        400,
        "invalid_request_error",
        "Charge has already been refunded.",
        "charge_already_refunded",
      );
    }
    this.refunds.push({ intent: payment_intent, amount: Number(intent.amount) });
    return ok(this.#put("refunds", "re", { payment_intent, amount: intent.amount, status: "succeeded" }));
  }

  #session(fields: Fields): Reply {
    const price = this.objects.get("prices")?.get(fields["line_items[0][price]"] ?? "");
    const amount = price?.unit_amount ?? fields["line_items[0][price_data][unit_amount]"];
    const currency = price?.currency ?? fields["line_items[0][price_data][currency]"];
    const session = this.#put("sessions", "cs_test", {
      ...{ ...plain(fields), metadata: metadataOf(fields), amount_total: Number(amount), currency },
      ...{ status: "open", payment_status: "unpaid", payment_intent: null },
    });
    session.url = `${this.url}/pay/${session.id}`;
    return ok(session);
  }

  #change(entity: Entity, kind: string, action: string | undefined, fields: Fields): Reply {
    if (kind === "payment_intents" && action === "confirm") {
      return this.#confirm(entity, fields.payment_method ?? "");
    }
    if (kind === "sessions" && action === "expire") {
      if (entity.status !== "open") {
        return error(
          400,
          "invalid_request_error",
          "Only Checkout Sessions with a status in [open] can be expired.",
        );
      }
      entity.status = "expired";
      return ok(entity);
    }
    const { active, ...rest } = plain(fields);
    return ok(Object.assign(entity, rest, active === undefined ? {} : { active: active === "true" }));
  }

  #end(kind: string, id: string): Reply {
    const entity = this.#get(kind, id);
    if (kind === "subscriptions") return ok(Object.assign(entity, { status: "canceled" }));
    this.objects.get(kind)?.delete(id);
    return ok({ id, deleted: true });
  }

  #get(kind: string, id: string): Entity {
    return this.objects.get(kind)?.get(id) as Entity;
  }

  #put(kind: string, prefix: string, fields: Record<string, unknown>): Entity {
    const id = typeof fields.id === "string" ? fields.id : `${prefix}_${this.#next++}`;
    const entity = { object: kind, livemode: false, ...fields, id };
    const known = this.objects.get(kind) ?? new Map<string, Entity>();
    this.objects.set(kind, known.set(id, entity));
    return entity;
  }
}

function plain(fields: Fields): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([name]) => !name.includes("[")));
}

function metadataOf(fields: Fields): Fields {
  return Object.fromEntries(
    Object.entries(fields).flatMap(([name, value]) => {
      const [, key] = /^metadata\[(.+)\]$/.exec(name) ?? [];
      return key === undefined ? [] : [[key, value] as const];
    }),
  );
}

function ok(body: unknown): Reply {
  return { status: 200, body };
}

function error(status: number, type: string, message: string, code?: string): Reply {
  return { status, body: { error: { type, message, ...(code && { code }) } } };
}

function faulty(status: 401 | 402 | 429 | 500): Reply {
  if (status === 401)
    return error(401, "invalid_request_error", "Expired API Key provided: sk_test_****fake");
  if (status === 402) return error(402, "card_error", "Your card was declined.", "card_declined");
  if (status === 429) return error(429, "rate_limit_error", "Too many requests.", "rate_limit");
  return error(500, "api_error", "Something went wrong on Stripe's end.");
}
