import { loadConfig } from "../../config/config.ts";
import { FeatureFlags } from "../../config/feature-flags.ts";
import { FLAG_NAMES, isFlagName } from "../../config/flag-definitions.ts";
import { GenesisError } from "../../state/errors.ts";
import { type Console, printJson, printLine } from "../output.ts";
import { table } from "../text.ts";

/** `genesis flags [set]`: the flags of guide 12, their values and where those come from. */
export async function flags(
  { json, set }: { json: boolean; set: { name: string; value: boolean } | undefined },
  console: Console,
): Promise<number> {
  const { configFile, flagsFromEnv: fromEnv } = loadConfig();
  const store = await FeatureFlags.create({ fromEnv, configFile });
  if (set) {
    if (!isFlagName(set.name)) throw unknownFlag(set.name);
    store.persist(set.name, set.value);
    if (fromEnv[set.name] !== undefined) {
      console.stderr.write(`note: the environment sets ${set.name} too, and the environment wins\n`);
    }
  }
  const states = await store.all();
  if (json) printJson(console, states);
  else
    printLine(
      console,
      table(states.map((flag) => [flag.name, String(flag.value), flag.source, flag.description])),
    );
  return 0;
}

function unknownFlag(name: string): GenesisError {
  return new GenesisError("UNKNOWN_FLAG", `There is no feature flag "${name}".`, {
    hint: `Known flags: ${FLAG_NAMES.join(", ")}.`,
  });
}
