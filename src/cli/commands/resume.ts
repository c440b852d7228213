import { findRun } from "../find-run.ts";
import { followRun, followRuns } from "../follow-run.ts";
import { openGenesis } from "../open-genesis.ts";
import type { Console } from "../output.ts";
import type { ResumeCommand } from "../parsers/runs.ts";

/** `genesis resume`: continues a run, or all that were interrupted; a finished one just shows its result again. */
export async function resume({ id, json }: ResumeCommand, console: Console): Promise<number> {
  const genesis = await openGenesis();
  try {
    if (id !== undefined) return await followRun(genesis.resume(await findRun(genesis, id)), console, json);
    const runs = (await genesis.interrupted()).map(
      ({ business_id }) =>
        () =>
          genesis.resume(business_id),
    );
    return await followRuns(runs, console, { json, none: "No run was interrupted." });
  } finally {
    await genesis.close();
  }
}
