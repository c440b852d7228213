import { type Product, sameSecret, signature } from "../../kit/index.ts";

type Purpose = "confirm" | "place" | "leave";

/** The path of a page that only the person themselves is given, by e-mail. */
export function personalPath(product: Product, purpose: Purpose, id: number): string {
  return `/waitlist/${purpose}/${id}-${signature(product, `waitlist:${purpose}:${id}`)}`;
}

export function personalUrl(product: Product, purpose: Purpose, id: number): string {
  return product.baseUrl + personalPath(product, purpose, id);
}

/** Whose page it is, if this product gave out the token. */
export function readToken(product: Product, purpose: Purpose, token: string): number | undefined {
  const id = Number(/^(\d{1,15})-/.exec(token)?.[1] ?? Number.NaN);
  const right = Number.isInteger(id) && `/waitlist/${purpose}/${token}`;
  return right && sameSecret(right, personalPath(product, purpose, id)) ? id : undefined;
}
