import { TaskState } from "@a2a-js/sdk";
import { expect, it } from "vitest";
import { describeMongo, freshUri, openCompressedMongo, openMongo } from "../../stores/mongo/server.ts";
import { askedIn, asTask, clientOf, resultOf, sayingData, serve } from "./support.ts";
import { describeTaskStore } from "./task-store-suite.ts";

describeMongo("what a server keeps in MongoDB", () => describeTaskStore(openMongo));
describeMongo("what a server keeps in MongoDB, compressed", () => describeTaskStore(openCompressedMongo));

describeMongo("a server with a MongoDB", () => {
  it("knows its tasks when it is back, and a task that waited takes its answer", async () => {
    const env = { MONGODB_URI: freshUri().reveal() };
    const before = await serve({ env });
    const asking = sayingData({ business_type: "saas_tool", seed: 1, autonomous: false });
    const waiting = asTask(await (await clientOf(before.url)).sendMessage(asking));
    await before.server.close();
    await before.genesis.close();

    const after = await serve({ env });
    const client = await clientOf(after.url);
    const known = await client.getTask({ tenant: "", id: waiting.id });
    expect(known).toEqual(waiting);
    const decisions = askedIn(known).map(({ request_id }) => ({ request_id, decision: "approve" }));
    const done = asTask(await client.sendMessage(sayingData({ decisions }, { taskId: known.id })));
    expect(done.status?.state).toBe(TaskState.TASK_STATE_COMPLETED);
    expect(resultOf(done)).toMatchObject({ business_id: waiting.id, status: "SUCCESS" });
  });
});
