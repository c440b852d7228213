import { createGenesis, type Genesis } from "../genesis.ts";
import type { Console } from "./output.ts";

interface Access {
  readonly mayBeReadOnly?: boolean;
}

/** For a command that writes nothing, and so needs no permission to. */
export const READS: Access = { mayBeReadOnly: true };

/** Genesis for a command. Progress tells what happens, so the log is silent unless GENESIS_LOG_LEVEL asks for it. */
export async function openGenesis(access: Access = {}): Promise<Genesis> {
  return createGenesis({ sources: { env: { GENESIS_LOG_LEVEL: "silent", ...process.env } }, ...access });
}

/** Opens Genesis for some work and closes it after. */
export async function withGenesis(
  work: (genesis: Genesis) => Promise<number>,
  access: Access = {},
): Promise<number> {
  const genesis = await openGenesis(access);
  try {
    return await work(genesis);
  } finally {
    await genesis.close();
  }
}

/** Says on stderr when runs were interrupted, and how to continue them. */
export async function noticeInterrupted(genesis: Genesis, { stderr }: Console): Promise<void> {
  const { length } = await genesis.interrupted();
  if (length === 0) return;
  const what =
    length === 1 ? "1 run was interrupted; continue it" : `${length} runs were interrupted; continue them`;
  stderr.write(`note: ${what} with: genesis resume --all\n`);
}
