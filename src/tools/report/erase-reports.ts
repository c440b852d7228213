import { existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { ErasureOptions } from "../../state/erasure.ts";
import { Workspace } from "../workspace.ts";

/**
 * Removes the reports that name somebody, in the folders of all businesses; gives the runs they were about. What a run
 * still holds can be reported again: genesis report.
 */
export function eraseReports(
  home: string,
  names: (text: string) => boolean,
  { dryRun, untouched }: ErasureOptions,
): string[] {
  return Workspace.all(home).flatMap((workspace) => {
    const folder = workspace.path("reports");
    const runs = existsSync(folder) ? readdirSync(folder) : [];
    const named = runs.filter((run) => !untouched.has(run) && textsOf(join(folder, run)).some(names));
    if (!dryRun) for (const run of named) rmSync(join(folder, run), { recursive: true });
    return named;
  });
}

function textsOf(folder: string): string[] {
  return readdirSync(folder).map((name) => readFileSync(join(folder, name), "utf8"));
}
