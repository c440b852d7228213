/** A takedown in a process of its own that hangs in its last part but one: `takedown-child.ts <home> <business id>`. */
import { createGenesis } from "../../src/genesis.ts";

const [, , home = "", businessId = ""] = process.argv;
const genesis = await createGenesis({
  sources: { env: { GENESIS_HOME: home, GENESIS_LOG_LEVEL: "silent" } },
  takedownParts: [
    {
      name: "payments",
      async takeDown() {
        process.stdout.write("in payments\n");
        await new Promise((resolve) => setTimeout(resolve, 600_000));
        return { outcome: "removed", detail: "" };
      },
    },
  ],
});
await genesis.takedown(businessId);
