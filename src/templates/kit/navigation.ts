import type { NavLink, Product } from "./block.ts";
import type { Session } from "./sessions.ts";

/** The links of the main navigation, in the order of the blocks, each once. */
export function navigation(product: Product): NavLink[] {
  const links = product.blocks.flatMap((block) => block.nav?.(product) ?? []);
  return [...new Map(links.map((link) => [`${link.href} ${link.audience ?? ""}`, link])).values()];
}

export function isShownTo({ audience = "everyone" }: NavLink, session: Session | undefined): boolean {
  switch (audience) {
    case "everyone":
      return true;
    case "signed-out":
      return session === undefined;
    case "signed-in":
      return session?.role === "user";
    case "owner":
      return session?.role === "owner";
  }
}
