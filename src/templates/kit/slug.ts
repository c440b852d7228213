/** A text as part of an address: lower-case words with dashes; `fallback` when nothing of it is left. */
export function toSlug(text: string, fallback: string): string {
  const slug = text
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .slice(0, 80)
    .replace(/^-|-$/g, "");
  return slug || fallback;
}
