/** What no finished plain text has. */
export const PLACEHOLDERS = /lorem ipsum|\btodo\b|\[(?:your|insert)[^\]]*\]|<\/?[a-z][^>]*>/i;
/** What a new product can't say of itself. */
export const CLAIMS = /testimonial|trusted by|award[- ]winning|\bcustomers? (?:say|love)|as seen (?:in|on)/i;
/** Where a text leads elsewhere. */
const ADDRESS = /\bhttps?:|\bwww\.|javascript:/i;

/** Texts of a value that visitors must not be shown, with where they are; empty: all are plain. */
export function unfitWords(value: unknown, where = ""): { where: string; message: string }[] {
  if (typeof value === "string") {
    const say = (message: string) => [{ where, message: `"${value.slice(0, 60)}" ${message}` }];
    if (PLACEHOLDERS.test(value)) return say("is not finished plain text");
    if (CLAIMS.test(value)) return say("claims what nobody knows");
    return ADDRESS.test(value) ? say("has an address of another site") : [];
  }
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, part]) =>
    unfitWords(part, where === "" ? key : `${where}.${key}`),
  );
}
