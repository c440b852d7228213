import { runNotFound } from "../runtime/run-errors.ts";
import { GenesisError } from "../state/errors.ts";
import { Workspace } from "../tools/workspace.ts";

/** The one business with a folder whose id starts with what the user typed. Throws RUN_NOT_FOUND or RUN_AMBIGUOUS. */
export function findBusiness(home: string, start: string): Workspace {
  const wanted = start.toLowerCase();
  const matches = Workspace.all(home).filter(
    ({ businessId }) => wanted !== "" && businessId.startsWith(wanted),
  );
  const [match, another] = matches;
  if (match === undefined) throw runNotFound(start);
  if (another === undefined) return match;
  throw new GenesisError("RUN_AMBIGUOUS", `${matches.length} businesses start with "${start}".`, {
    hint: `Give more characters, for example ${match.businessId.slice(0, start.length + 4)}.`,
  });
}
