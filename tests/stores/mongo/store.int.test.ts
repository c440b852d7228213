import { systemClock } from "../../../src/state/clock.ts";
import { openMongoStores } from "../../../src/stores/mongo/open.ts";
import { storeConformance } from "../conformance.ts";
import { describeMongo, freshUri } from "./server.ts";

describeMongo("MongoDB", { timeout: 60_000 }, () => {
  storeConformance("MongoStore", async (clock = systemClock) => {
    const { store, close } = await openMongoStores({ uri: freshUri().reveal(), clock });
    return { store, close };
  });
});
