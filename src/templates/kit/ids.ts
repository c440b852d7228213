import { createContext, useContext } from "hono/jsx";

/** The ids that the form controls of a page have taken. */
export const PageIds = createContext<Set<string> | undefined>(undefined);

/**
 * An id for a form control: its name, with a number behind it where the page has such an id already, so that a label, a
 * hint or an error names one control and no other. Outside of a page it is the name.
 */
export function controlId(name: string): string {
  const taken = useContext(PageIds);
  if (!taken) return name;
  let id = name;
  for (let number = 2; taken.has(id); number += 1) id = `${name}-${number}`;
  taken.add(id);
  return id;
}
