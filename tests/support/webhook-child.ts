/** A run in a process of its own, for tests that kill it: `webhook-child.ts <home> <url> <business id>`. */
import { createGenesis } from "../../src/genesis.ts";

const [, , home = "", url = "", businessId = ""] = process.argv;
const genesis = await createGenesis({
  sources: {
    env: {
      GENESIS_HOME: home,
      GENESIS_DASHBOARD_URL: url,
      GENESIS_WEBHOOK_SECRET: "s3cret",
      GENESIS_LOG_LEVEL: "silent",
    },
  },
});
const run = genesis.createBusiness("saas_tool", undefined, {
  businessId,
  executionMode: "simulated",
  seed: 1,
});
await run;
process.stdout.write("done\n");
await genesis.close();
