import { AGENT_CATALOGUE } from "../../agents/catalogue.ts";
import { loadConfig } from "../../config/config.ts";
import { FeatureFlags } from "../../config/feature-flags.ts";
import { systemClock } from "../../state/clock.ts";
import { AgentDirectory, type AgentStatus } from "../../tools/a2a/directory.ts";
import { EXIT } from "../exit-codes.ts";
import { type Console, printJson, printLine } from "../output.ts";
import { printable, table } from "../text.ts";

/**
 * `genesis a2a agents`: the allowlist, whether each card can be used, and whom it stands for. Breakers are those of
 * this process, so they have no failures behind them yet.
 */
export async function a2aAgents({ json }: { json: boolean }, console: Console): Promise<number> {
  const { a2aAgents: entries, configFile, flagsFromEnv: fromEnv } = loadConfig();
  const directory = new AgentDirectory({ entries, agents: AGENT_CATALOGUE, clock: systemClock });
  const agents = await directory.status();
  directory.close();
  if (json) printJson(console, agents);
  else printAgents(console, agents);
  const flags = await FeatureFlags.create({ fromEnv, configFile });
  if (agents.length > 0 && !(await flags.isEnabled("a2a_integration_enabled"))) {
    console.stderr.write("note: they are not used until: genesis flags set a2a_integration_enabled true\n");
  }
  return agents.every(({ state }) => state === "valid") ? EXIT.success : EXIT.failed;
}

function printAgents(console: Console, agents: readonly AgentStatus[]): void {
  if (agents.length === 0) {
    printLine(
      console,
      "No remote agents. Name them in GENESIS_A2A_AGENTS, or under a2a.agents in the config file.",
    );
    return;
  }
  const rows = agents.map((agent) => [
    agent.endpoint ?? agent.card,
    agent.state,
    agent.name ?? "",
    agent.agents.join(", ") || "-",
    agent.effects.join(", "),
    agent.authenticated ? "token" : "-",
    agent.breaker,
  ]);
  const head = ["AGENT", "CARD", "NAME", "STANDS FOR", "EFFECTS", "AUTH", "BREAKER"];
  printLine(console, table([head, ...rows.map((row) => row.map(printable))]));
  for (const { card, error } of agents) {
    if (error) printLine(console, printable(`${card}: ${error.code}: ${error.message} ${error.hint}`));
  }
}
