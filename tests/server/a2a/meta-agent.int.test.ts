import { TaskState } from "@a2a-js/sdk";
import { describe, expect, it } from "vitest";
import { asTask, BINDINGS, clientOf, resultOf, sayingData, serve } from "./support.ts";

describe.each(BINDINGS)("the meta-agent over %s", (binding) => {
  it("creates the business of a BusinessRequest and gives its result", async () => {
    const { url, genesis } = await serve();
    const client = await clientOf(url, { binding });
    const task = asTask(await client.sendMessage(sayingData({ business_type: "saas_tool", seed: 1 })));
    expect(task.status?.state).toBe(TaskState.TASK_STATE_COMPLETED);
    const result = resultOf(task);
    expect(result).toMatchObject({ status: "SUCCESS", business_id: task.id });
    expect((await genesis.show(task.id)).record.status).toBe("SUCCESS");
    expect(resultOf(await client.getTask({ tenant: "", id: task.id }))).toEqual(result);
  });
});
