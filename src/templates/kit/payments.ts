import { randomBytes } from "node:crypto";
import type { Database } from "./database.ts";

export const PAYMENT_MIGRATIONS = [
  `CREATE TABLE kit_payments (
     id TEXT PRIMARY KEY, reference TEXT NOT NULL UNIQUE, amount_cents INTEGER NOT NULL, currency TEXT NOT NULL,
     description TEXT NOT NULL, recurring INTEGER NOT NULL, status TEXT NOT NULL, success_path TEXT NOT NULL,
     cancel_path TEXT NOT NULL, created_at INTEGER NOT NULL, settled_at INTEGER
   );`,
];

export type PaymentStatus = "pending" | "paid" | "cancelled" | "refunded";

export interface Payment {
  readonly id: string;
  readonly reference: string;
  readonly amountCents: number;
  readonly currency: string;
  readonly description: string;
  /** Charged again each month. */
  readonly recurring: boolean;
  readonly status: PaymentStatus;
  readonly successPath: string;
  readonly cancelPath: string;
}

export interface CheckoutRequest {
  /** `<kind>:<id>`, such as order:12; asking again for the same reference answers with the same payment. */
  readonly reference: string;
  readonly amountCents: number;
  readonly currency: string;
  readonly description: string;
  readonly recurring?: boolean;
  /** Where the customer goes afterwards, paths of this product. */
  readonly successPath: string;
  readonly cancelPath: string;
}

export type Renewal = Pick<CheckoutRequest, "reference" | "amountCents" | "description">;

export type OnPaid = (payment: Payment) => void;

/**
 * Takes payments. Money is only ever counted as received when the gateway says so, and the block that asked is told
 * once, through the handler for its kind of reference.
 */
export interface Payments {
  /** What to tell customers: no real money moves through a test gateway. */
  readonly mode: "test";
  /** Origins to which a form may lead customers, besides the product's own. */
  readonly formTargets?: readonly string[];
  onPaid(kind: string, handler: OnPaid): void;
  /** Returns the path or URL to send the customer to. */
  checkout(request: CheckoutRequest): Promise<string>;
  find(reference: string): Payment | undefined;
  /**
   * Charges a recurring payment for one more month, as a payment of its own: its handler is told as of any other.
   * False when the first was not recurring, or is not paid any more. Asking again for the same reference charges once.
   */
  renew(first: string, next: Renewal): Promise<boolean>;
  /** Gives the money back. False when it was not paid, or was given back before. */
  refund(reference: string): Promise<boolean>;
}

interface Row {
  readonly id: string;
  readonly reference: string;
  readonly amount_cents: number;
  readonly currency: string;
  readonly description: string;
  readonly recurring: number;
  readonly status: PaymentStatus;
  readonly success_path: string;
  readonly cancel_path: string;
}

/** The payments of a product and where they stand, for every gateway. */
export class PaymentBook {
  readonly #db: Database;
  readonly #now: () => number;
  readonly #handlers = new Map<string, OnPaid>();

  constructor(db: Database, now: () => number) {
    this.#db = db;
    this.#now = now;
  }

  onPaid(kind: string, handler: OnPaid): void {
    this.#handlers.set(kind, handler);
  }

  /** The payment of a request; one that is not paid yet takes on the amount that is asked for now. */
  open(request: CheckoutRequest): Payment {
    const {
      reference,
      amountCents,
      currency,
      description,
      recurring = false,
      successPath,
      cancelPath,
    } = request;
    if (!Number.isSafeInteger(amountCents) || amountCents <= 0)
      throw new RangeError("An amount must be positive cents.");
    this.#db.run(
      `INSERT INTO kit_payments VALUES (?, ?, ?, ?, ?, ?, 'pending', ?, ?, ?, NULL)
       ON CONFLICT (reference) DO UPDATE SET status = 'pending', amount_cents = excluded.amount_cents,
         description = excluded.description WHERE status IN ('pending', 'cancelled')`,
      ...[randomBytes(16).toString("hex"), reference, amountCents, currency, description, Number(recurring)],
      ...[successPath, cancelPath, this.#now()],
    );
    return this.find(reference) as Payment;
  }

  find(reference: string): Payment | undefined {
    return this.#read("reference", reference);
  }

  byId(id: string): Payment | undefined {
    return this.#read("id", id);
  }

  /** Settles a pending payment and tells its block, together or not at all. Paying twice is paying once. */
  pay(id: string): void {
    this.#db.transaction(() => {
      if (!this.move(id, "pending", "paid")) return;
      const payment = this.byId(id);
      const kind = payment?.reference.split(":", 1)[0] ?? "";
      if (payment) this.#handlers.get(kind)?.(payment);
    });
  }

  cancel(id: string): void {
    this.move(id, "pending", "cancelled");
  }

  /** Whether it stood where it was expected. */
  move(id: string, from: PaymentStatus, to: PaymentStatus): boolean {
    const { changes } = this.#db.run(
      "UPDATE kit_payments SET status = ?, settled_at = ? WHERE id = ? AND status = ?",
      ...[to, this.#now(), id, from],
    );
    return changes > 0;
  }

  #read(column: "id" | "reference", value: string): Payment | undefined {
    const row = this.#db.get<Row>(`SELECT * FROM kit_payments WHERE ${column} = ?`, value);
    return (
      row && {
        id: row.id,
        reference: row.reference,
        amountCents: row.amount_cents,
        currency: row.currency,
        description: row.description,
        recurring: row.recurring === 1,
        status: row.status,
        successPath: row.success_path,
        cancelPath: row.cancel_path,
      }
    );
  }
}

/** The gateway that comes with the product: its own checkout page with test cards, and no money. */
export class TestGateway extends PaymentBook implements Payments {
  readonly mode = "test";

  async checkout(request: CheckoutRequest): Promise<string> {
    return `/test-payment/${this.open(request).id}`;
  }

  async renew(first: string, next: Renewal): Promise<boolean> {
    const payment = this.find(first);
    if (!payment?.recurring || payment.status !== "paid") return false;
    const { currency, successPath, cancelPath } = payment;
    const renewal = this.open({ ...next, currency, successPath, cancelPath, recurring: true });
    this.pay(renewal.id);
    return true;
  }

  async refund(reference: string): Promise<boolean> {
    const payment = this.find(reference);
    return payment !== undefined && this.move(payment.id, "paid", "refunded");
  }
}

/** The test cards, as payment providers have them. */
export const TEST_CARDS = { paid: "4242 4242 4242 4242", declined: "4000 0000 0000 0002" } as const;

/** True for a well-formed card number (Luhn). */
export function isCardNumber(text: string): boolean {
  const digits = text.replace(/[ -]/g, "");
  if (!/^\d{12,19}$/.test(digits)) return false;
  const sum = [...digits].reverse().reduce((total, digit, at) => {
    const value = Number(digit) * (at % 2 === 1 ? 2 : 1);
    return total + (value > 9 ? value - 9 : value);
  }, 0);
  return sum % 10 === 0;
}
