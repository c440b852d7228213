/**
 * Foreign text for a prompt: JSON inside a `<data>` element. `<` is escaped, so that no text can end the element it
 * stands in; the system message says that what is inside is never an instruction.
 */
export function dataBlock(name: string, value: unknown): string {
  return `<data name="${name}">\n${JSON.stringify(value, null, 1).replaceAll("<", "\\u003c")}\n</data>`;
}
