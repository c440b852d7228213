/**
 * awaiting_payment -> paid -> accepted -> delivered -> confirmed. `disputed` after paid; `cancelled` is the end of
 * those whose money, if any was paid, went back.
 */
export const STATUSES = [
  ...(["awaiting_payment", "paid", "accepted", "delivered", "confirmed", "disputed", "cancelled"] as const),
] as const;
export type Status = (typeof STATUSES)[number];

export const STATUS_NAMES: Readonly<Record<Status, string>> = {
  awaiting_payment: "Awaiting payment",
  paid: "Paid, waiting for the seller",
  accepted: "Accepted",
  delivered: "Delivered",
  confirmed: "Done",
  disputed: "In dispute",
  cancelled: "Cancelled",
};

export type Party = "buyer" | "seller" | "owner";

export interface Deal {
  readonly id: number;
  readonly listing_id: number;
  readonly seller_id: number;
  /** Users. */
  readonly seller_user: number;
  readonly buyer_user: number;
  readonly title: string;
  /** What the buyer pays: the seller's share and the commission. */
  readonly price_cents: number;
  readonly seller_cents: number;
  readonly commission_cents: number;
  readonly currency: string;
  readonly status: Status;
  readonly refund: "none" | "due" | "done";
  readonly wish: string;
  /** When a delivered deal counts as confirmed, milliseconds; 0 before. */
  readonly confirm_at: number;
  readonly created_at: number;
}

/** What somebody does to a deal; who does it is told what it did. */
export const ACTIONS = {
  accept: {
    by: "seller",
    from: ["paid"],
    to: "accepted",
    label: "Accept",
    done: "You accepted. Agree in the messages on when and how.",
  },
  decline: {
    by: "seller",
    from: ["paid", "accepted"],
    to: "cancelled",
    label: "Decline and pay back",
    done: "You declined. The buyer gets the money back.",
  },
  deliver: {
    by: "seller",
    from: ["accepted"],
    to: "delivered",
    label: "Mark as delivered",
    done: "It is marked as delivered, and the buyer is asked to confirm.",
  },
  withdraw: {
    by: "buyer",
    from: ["awaiting_payment", "paid"],
    to: "cancelled",
    label: "Withdraw",
    done: "You withdrew from this deal.",
  },
  confirm: {
    by: "buyer",
    from: ["delivered"],
    to: "confirmed",
    label: "Confirm that it is done",
    done: "Thank you. The seller gets the money.",
  },
  dispute: {
    by: "buyer",
    from: ["accepted", "delivered"],
    to: "disputed",
    label: "Something is wrong",
    done: "We look at it and write to you.",
  },
  release: {
    by: "owner",
    from: ["disputed"],
    to: "confirmed",
    label: "Pay the seller",
    done: "The money goes to the seller.",
  },
  refund: {
    by: "owner",
    from: ["disputed"],
    to: "cancelled",
    label: "Pay the buyer back",
    done: "The money goes back to the buyer.",
  },
} as const satisfies Record<
  string,
  { by: Party; from: readonly Status[]; to: Status; label: string; done: string }
>;
export type Action = keyof typeof ACTIONS;

export function actionsOf(party: Party, { status }: Pick<Deal, "status">): Action[] {
  return (Object.keys(ACTIONS) as Action[]).filter(
    (action) => ACTIONS[action].by === party && (ACTIONS[action].from as readonly Status[]).includes(status),
  );
}

/** The parts of a price; they add up to it. Half a cent of commission is rounded up. */
export function split(
  priceCents: number,
  commissionPercent: number,
): { seller_cents: number; commission_cents: number } {
  const commission = Math.round((priceCents * commissionPercent) / 100);
  return { seller_cents: priceCents - commission, commission_cents: commission };
}
