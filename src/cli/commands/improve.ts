import { findRun } from "../find-run.ts";
import { followRun } from "../follow-run.ts";
import { withGenesis } from "../open-genesis.ts";
import type { Console } from "../output.ts";
import type { ImproveCommand } from "../parsers/improve.ts";

/** `genesis improve`: more features for a business there is, as a run of its own. */
export async function improve(
  { id, features, supervised, budget, json }: ImproveCommand,
  console: Console,
): Promise<number> {
  return withGenesis(async (genesis) => {
    const run = genesis.improve(await findRun(genesis, id), {
      features,
      autonomous: !supervised,
      ...(budget && { budget }),
    });
    return followRun(run, console, json);
  });
}
