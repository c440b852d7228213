import { findRun } from "../find-run.ts";
import { followRun } from "../follow-run.ts";
import { openGenesis } from "../open-genesis.ts";
import type { Console } from "../output.ts";

/** `genesis resume`: continues a run; a finished one just shows its result again. */
export async function resume({ id, json }: { id: string; json: boolean }, console: Console): Promise<number> {
  const genesis = await openGenesis();
  try {
    return await followRun(genesis.resume(await findRun(genesis, id)), console, json);
  } finally {
    await genesis.close();
  }
}
