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

/** What stands side by side in one line of a desktop: links, and the letters of their labels. */
const MAX_LINKS = 6;
const MAX_LETTERS = 76;

/**
 * Which links stand in the navigation by themselves, and which under one entry behind them. The first ones stand by
 * themselves, and always those by which visitors sign in.
 */
export function arranged(links: readonly NavLink[]): { shown: NavLink[]; more: NavLink[] } {
  const shown = [...links];
  const more: NavLink[] = [];
  const letters = () => shown.reduce((sum, { label }) => sum + label.length, 0);
  const isFull = () => shown.length + Math.min(more.length, 1) > MAX_LINKS || letters() > MAX_LETTERS;
  while (isFull()) {
    const last = shown.findLastIndex(({ primary, audience }) => !primary && audience !== "signed-out");
    if (last <= 0) break;
    more.unshift(...shown.splice(last, 1));
  }
  return { shown, more };
}

/** Longest label of a link. */
const MAX_LABEL = 24;
/** Words with which what a title is about ends, and what it is for begins. */
const AND_THEN = /\s(?:for|with|by|on|in|of|from|to|per|about|across|between|at|that|which|and)\s.*$/i;

/** Titles as labels of links, each as short as tells it from the others. */
export function labelsOf(titles: readonly string[]): string[] {
  const short = titles.map((title) =>
    cut(title.length <= MAX_LABEL ? title : title.replace(AND_THEN, ""), MAX_LABEL),
  );
  return short.map((label, at) =>
    short.indexOf(label) === short.lastIndexOf(label) ? label : cut(titles[at] ?? label, 2 * MAX_LABEL),
  );
}

function cut(text: string, max: number): string {
  const letters = [...text];
  return letters.length <= max
    ? text
    : `${letters
        .slice(0, max - 1)
        .join("")
        .trimEnd()}…`;
}
