import { type Product, sameSecret, signature } from "../../kit/index.ts";

type Purpose = "confirm" | "unsubscribe";

/** A link's token: who, and that this product made it for this purpose. `round` ends older links. */
function makeToken(product: Product, purpose: Purpose, id: number, round = 0): string {
  return `${id}-${signature(product, `newsletter:${purpose}:${id}:${round}`)}`;
}

/** The subscriber that a token names, if it was signed for them; their round is looked up by the id. */
export function readToken(
  product: Product,
  purpose: Purpose,
  token: string,
  roundOf: (id: number) => number = () => 0,
): number | undefined {
  const match = /^(\d{1,15})-/.exec(token);
  if (!match) return undefined;
  const id = Number(match[1]);
  return sameSecret(token, makeToken(product, purpose, id, roundOf(id))) ? id : undefined;
}

export function confirmUrl(product: Product, id: number, round: number): string {
  return `${product.baseUrl}/newsletter/confirm/${makeToken(product, "confirm", id, round)}`;
}

/** The page where a subscriber ends the letters; needs no sign-in, and stays valid for ever. */
export function unsubscribeUrl(product: Product, id: number): string {
  return `${product.baseUrl}/newsletter/unsubscribe/${makeToken(product, "unsubscribe", id)}`;
}

/** Lets mail programs offer it themselves with one click (RFC 8058). */
export function unsubscribeHeaders(product: Product, id: number): Record<string, string> {
  const url = `${product.baseUrl}/api/newsletter/unsubscribe/${makeToken(product, "unsubscribe", id)}`;
  return { "List-Unsubscribe": `<${url}>`, "List-Unsubscribe-Post": "List-Unsubscribe=One-Click" };
}
