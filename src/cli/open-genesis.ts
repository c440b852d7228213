import { createGenesis, type Genesis } from "../genesis.ts";

/** Genesis for a command. Progress tells what happens, so the log is silent unless GENESIS_LOG_LEVEL asks for it. */
export async function openGenesis(): Promise<Genesis> {
  return createGenesis({ sources: { env: { GENESIS_LOG_LEVEL: "silent", ...process.env } } });
}
