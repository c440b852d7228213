import { loadConfig } from "../../config/config.ts";
import { loadArchetypes } from "../../templates/archetypes.ts";
import { type Console, printJson, printLine } from "../output.ts";
import { table } from "../text.ts";

/** `genesis types`: the archetypes, the built-in ones and the configured ones. */
export async function types({ json }: { json: boolean }, console: Console): Promise<number> {
  const archetypes = loadArchetypes({ folders: loadConfig().archetypeFolders }).all();
  if (json) {
    printJson(
      console,
      archetypes.map(({ idea: _idea, blueprint: _blueprint, ...archetype }) => archetype),
    );
    return 0;
  }
  const rows = archetypes.map(({ business_type, title, monetization, difficulty, estimated_time }) => [
    business_type,
    title,
    monetization,
    difficulty,
    estimated_time,
  ]);
  printLine(console, table([["TYPE", "WHAT", "MONETISATION", "DIFFICULTY", "BUILD TIME"], ...rows]));
  return 0;
}
