import type { Genesis } from "../genesis.ts";
import { runNotFound } from "../runtime/run-errors.ts";
import { GenesisError } from "../state/errors.ts";

const LOOKED_AT = 10_000;

/** The id of the one run whose id starts with what the user typed. Throws RUN_NOT_FOUND or RUN_AMBIGUOUS. */
export async function findRun(genesis: Genesis, start: string): Promise<string> {
  const wanted = start.toLowerCase();
  const runs = await genesis.list({ limit: LOOKED_AT });
  const matches = runs.map((run) => run.business_id).filter((id) => wanted !== "" && id.startsWith(wanted));
  const [match, another] = matches;
  if (match === undefined) throw runNotFound(start);
  if (another === undefined || matches.includes(wanted)) return matches.includes(wanted) ? wanted : match;
  throw new GenesisError("RUN_AMBIGUOUS", `${matches.length} runs start with "${start}".`, {
    hint: `Give more characters, for example ${match.slice(0, start.length + 4)}.`,
  });
}
