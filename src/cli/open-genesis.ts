import { createGenesis, type Genesis } from "../genesis.ts";
import type { Console } from "./output.ts";

/** Genesis for a command. Progress tells what happens, so the log is silent unless GENESIS_LOG_LEVEL asks for it. */
export async function openGenesis(): Promise<Genesis> {
  return createGenesis({ sources: { env: { GENESIS_LOG_LEVEL: "silent", ...process.env } } });
}

/** Says on stderr when runs were interrupted, and how to continue them. */
export async function noticeInterrupted(genesis: Genesis, { stderr }: Console): Promise<void> {
  const { length } = await genesis.interrupted();
  if (length === 0) return;
  const what =
    length === 1 ? "1 run was interrupted; continue it" : `${length} runs were interrupted; continue them`;
  stderr.write(`note: ${what} with: genesis resume --all\n`);
}
