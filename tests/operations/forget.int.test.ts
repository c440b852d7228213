import { MongoClient } from "mongodb";
import { openStores } from "../../src/stores/open.ts";
import { describeMongo, freshUri } from "../stores/mongo/server.ts";
import { forgetSuite } from "./forget-suite.ts";

describeMongo("forget on MongoDB", () => {
  let uri = freshUri();
  forgetSuite({
    open(home) {
      uri = freshUri();
      return openStores({ home, mongodbUri: uri });
    },
    async holds(words) {
      const client = new MongoClient(uri.reveal());
      try {
        const all = await Promise.all(
          (await client.db().collections()).map((collection) => collection.find({}, { raw: true }).toArray()),
        );
        return all.flat().some((document) => String(document).toLowerCase().includes(words.toLowerCase()));
      } finally {
        await client.close();
      }
    },
  });
});
