import { afterEach } from "vitest";
import { createGenesis, type Genesis, type GenesisOptions } from "../../src/index.ts";
import { silent, temporaryFolder } from "../support/services.ts";

const open: Genesis[] = [];
afterEach(async () => {
  for (const genesis of open.splice(0)) await genesis.close();
});

/** Genesis in a home of its own (or the given one), closed when the test ends. */
export async function genesisIn(
  { home = temporaryFolder(), env = {} }: { home?: string; env?: Record<string, string> } = {},
  options: GenesisOptions = {},
): Promise<Genesis> {
  const genesis = await createGenesis({
    sources: { env: { GENESIS_EXECUTION_MODE: "simulated", GENESIS_HOME: home, ...env } },
    log: silent,
    ...options,
  });
  open.push(genesis);
  return genesis;
}
