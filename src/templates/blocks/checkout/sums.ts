import type { Sums } from "../orders/index.ts";

export interface Code {
  readonly code: string;
  readonly kind: "percent" | "amount";
  /** Percent, or cents. */
  readonly value: number;
  /** The subtotal from which it can be used, cents. */
  readonly min_cents: number;
  /** 0 is as often as people like. */
  readonly max_uses: number;
  readonly active: number;
}

export interface ShippingRule {
  readonly shipping_cents: number;
  /** From this much, after the discount, shipping is free; null is never. */
  readonly free_shipping_from_cents: number | null;
}

/** What a cart costs, in whole cents; half a cent of a percentage is rounded up. */
export function sums(subtotal: number, code: Code | undefined, rule: ShippingRule): Sums {
  const discount = code ? Math.min(subtotal, reduction(subtotal, code)) : 0;
  const free = rule.free_shipping_from_cents !== null && subtotal - discount >= rule.free_shipping_from_cents;
  const shipping = free ? 0 : rule.shipping_cents;
  return {
    subtotal_cents: subtotal,
    discount_cents: discount,
    shipping_cents: shipping,
    total_cents: subtotal - discount + shipping,
  };
}

function reduction(subtotal: number, { kind, value }: Code): number {
  return kind === "percent" ? Math.round((subtotal * value) / 100) : value;
}

/** Why a code can't be used; undefined when it can. */
export function whyNot(
  code: Code | undefined,
  subtotal: number,
  uses: number,
  money: (cents: number) => string,
) {
  if (!code || code.active === 0) return "There is no such code.";
  if (code.max_uses > 0 && uses >= code.max_uses) return "This code was used as often as it can be.";
  return subtotal < code.min_cents ? `This code is for orders from ${money(code.min_cents)}.` : undefined;
}
