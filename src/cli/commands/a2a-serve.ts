import { createGenesis } from "../../genesis.ts";
import { genesisAgents } from "../../server/a2a/genesis-agents.ts";
import { startA2aServer } from "../../server/a2a/server.ts";
import { EXIT } from "../exit-codes.ts";
import { type Console, printLine } from "../output.ts";
import type { A2aCommand } from "../parsers/a2a.ts";

/** `genesis a2a serve`: until Ctrl-C, which stops at a safe point; once more stops at once. */
export async function a2aServe(
  { host, port }: A2aCommand,
  console: Console,
  version: string,
): Promise<number> {
  const env = {
    ...process.env,
    ...(host !== undefined && { GENESIS_A2A_HOST: host }),
    ...(port !== undefined && { GENESIS_A2A_PORT: String(port) }),
  };
  const genesis = await createGenesis({ sources: { env } });
  try {
    const server = await startA2aServer({
      foundation: genesis.foundation,
      agents: (baseUrl) => genesisAgents(genesis, { baseUrl, version }),
    });
    printLine(console, `Serving A2A at ${server.url} (card: ${server.url}/.well-known/agent-card.json)`);
    await untilToldToStop(console);
    await server.close();
  } finally {
    await genesis.close();
  }
  printLine(console, "Stopped. What was under way goes on when it is served again.");
  return EXIT.success;
}

function untilToldToStop({ stderr }: Console): Promise<void> {
  return new Promise((resolve) => {
    let asked = false;
    const stop = () => {
      if (asked) process.exit(EXIT.interrupted);
      asked = true;
      stderr.write("stopping at a safe point (once more to stop at once) ...\n");
      resolve();
    };
    process.on("SIGINT", stop).on("SIGTERM", stop);
  });
}
