/** awaiting_payment -> paid -> packed -> shipped -> delivered; cancelled from any before shipped. */
export const STATUSES = ["awaiting_payment", "paid", "packed", "shipped", "delivered", "cancelled"] as const;
export type Status = (typeof STATUSES)[number];

export const STATUS_NAMES: Readonly<Record<Status, string>> = {
  awaiting_payment: "Awaiting payment",
  paid: "Paid",
  packed: "Packed",
  shipped: "Shipped",
  delivered: "Delivered",
  cancelled: "Cancelled",
};

/** The step that the owner takes next. */
export const NEXT: Readonly<Partial<Record<Status, Status>>> = {
  paid: "packed",
  packed: "shipped",
  shipped: "delivered",
};

export interface Address {
  readonly name: string;
  readonly email: string;
  readonly street: string;
  readonly postcode: string;
  readonly city: string;
  readonly country: string;
}

/** Money in cents; what the customer pays is subtotal - discount + shipping. */
export interface Sums {
  readonly subtotal_cents: number;
  readonly discount_cents: number;
  readonly shipping_cents: number;
  readonly total_cents: number;
}

export interface OrderLine {
  readonly item: number;
  /** As they were when it was ordered. */
  readonly name: string;
  readonly price_cents: number;
  readonly quantity: number;
}

export interface OrderDraft extends Address, Sums {
  readonly note: string;
  readonly discount_code: string;
  readonly currency: string;
  readonly lines: readonly OrderLine[];
}

export interface Order extends Omit<OrderDraft, "lines"> {
  readonly id: number;
  readonly status: Status;
  /** 1 while the stock of its lines is taken for it. */
  readonly holds_stock: number;
  /** Until when the stock is held without payment, milliseconds. */
  readonly held_until: number;
  readonly refund: "none" | "due" | "done";
  readonly carrier: string;
  readonly tracking: string;
  readonly created_at: number;
}

/** What people call it. */
export function orderNumber({ id }: Pick<Order, "id">): string {
  return `#${1_000 + id}`;
}
