import type { PageDocument } from "./dom.ts";
import { errorFinding, type Finding } from "./finding.ts";

/** Attributes by which an element names others by their ids. */
const NAMING = ["for", "aria-describedby", "aria-labelledby", "aria-controls", "list", "form"] as const;

/**
 * Where the ids of a page mislead: two elements with the same one, or an element that names one that is not there. Then
 * a label belongs to another control than it stands at, or to none.
 */
export function checkIds(document: PageDocument, where: string): Finding[] {
  const count = new Map<string, number>();
  const messages = new Set<string>();
  for (const element of document.querySelectorAll("[id]")) {
    const id = element.getAttribute("id") ?? "";
    if (id === "") messages.add(`A ${element.tagName.toLowerCase()} has an empty id.`);
    else count.set(id, (count.get(id) ?? 0) + 1);
  }
  for (const [id, times] of count)
    if (times > 1) messages.add(`The id "${id}" is that of ${times} elements.`);
  for (const element of document.querySelectorAll(NAMING.map((name) => `[${name}]`).join(", "))) {
    for (const name of NAMING) {
      for (const id of (element.getAttribute(name) ?? "").split(/\s+/)) {
        if (id === "" || count.has(id)) continue;
        messages.add(
          `The ${name} of a ${element.tagName.toLowerCase()} names "${id}", and nothing has that id.`,
        );
      }
    }
  }
  return [...messages].map((message) => errorFinding("html", where, message));
}
