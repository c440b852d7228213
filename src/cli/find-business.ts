import { existsSync, readdirSync } from "node:fs";
import { GenesisError } from "../state/errors.ts";
import { Workspace } from "../tools/workspace.ts";

/**
 * The one business with a product whose id starts with what the user typed; the id of a run that improved it will do,
 * for `genesis list` shows that first. Throws RUN_NOT_FOUND or RUN_AMBIGUOUS.
 */
export function findBusiness(home: string, start: string): Workspace {
  const wanted = start.toLowerCase();
  const matches = Workspace.all(home).filter(
    (workspace) => wanted !== "" && runsOf(workspace).some((id) => id.startsWith(wanted)),
  );
  const [match, another] = matches;
  if (match === undefined) throw nothingBuilt(start);
  if (another === undefined) return match;
  throw new GenesisError("RUN_AMBIGUOUS", `${matches.length} businesses start with "${start}".`, {
    hint: `Give more characters, for example ${match.businessId.slice(0, start.length + 4)}.`,
  });
}

/** The run that made a business, and those with a report in its folder. */
function runsOf(workspace: Workspace): string[] {
  const reports = workspace.path("reports");
  return [workspace.businessId, ...(existsSync(reports) ? readdirSync(reports) : [])];
}

function nothingBuilt(start: string): GenesisError {
  return new GenesisError("RUN_NOT_FOUND", `There is no product of a run ${start}.`, {
    hint: "genesis list shows the runs; one that was refused, failed early or was simulated has built nothing.",
  });
}
