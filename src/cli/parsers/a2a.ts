import type { Command } from "commander";
import { jsonOption, wholeNumber } from "./options.ts";

export interface A2aAgentsCommand {
  readonly kind: "a2a-agents";
  readonly json: boolean;
}

export interface A2aCommand {
  readonly kind: "a2a-serve";
  readonly host: string | undefined;
  readonly port: number | undefined;
}

/** Working with other agents over A2A. */
export function addA2aCommands(
  program: Command,
  choose: (command: A2aCommand | A2aAgentsCommand) => void,
): void {
  const a2a = program.command("a2a").summary("work with other agents over the A2A protocol");
  a2a
    .command("serve")
    .summary("serve the meta-agent and the built-in agents to others")
    .description(
      "Serves over A2A v1.0 until Ctrl-C, this machine alone unless told otherwise. GENESIS_A2A_TOKEN is what clients have to show.",
    )
    .option("--host <address>", "where to listen (GENESIS_A2A_HOST; 127.0.0.1)")
    .option("--port <number>", "0 = any that is free (GENESIS_A2A_PORT; 4310)", wholeNumber(0, 65_535))
    .action(({ host, port }: { host?: string; port?: number }) => choose({ kind: "a2a-serve", host, port }));
  a2a
    .command("agents")
    .summary("list the remote agents that may be used, and whether they can be")
    .description(
      "Fetches the card of every agent on the allowlist (GENESIS_A2A_AGENTS, a2a.agents in the config file). Exits with 1 when one can't be used.",
    )
    .addOption(jsonOption())
    .action(({ json }: { json: boolean }) => choose({ kind: "a2a-agents", json }));
}
