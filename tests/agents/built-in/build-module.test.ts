import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { LLMock } from "@copilotkit/aimock";
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from "vitest";
import { Workspace } from "../../../src/tools/workspace.ts";
import { chatRequests, testGateway } from "../../llm/support.ts";
import { builtIn } from "../../support/built-in.ts";
import { BROKEN_LENDING, LENDING, submit } from "../../support/modules.ts";
import { BUSINESS_ID, productHome } from "../../support/products.ts";

let mock: LLMock;
beforeEach(async () => {
  mock = await LLMock.create({ host: "127.0.0.1", port: 0 });
});
afterEach(() => mock.stop());

const FEATURE = "Neighbourhood sharing";
const FILE = "modules/neighbourhood-sharing.json";

function worker(home = productHome(), url = `${mock.url}/v1`) {
  const { work } = builtIn([FEATURE], { home, llm: async () => testGateway(url).llm });
  const file = () => JSON.parse(Workspace.find(home, BUSINESS_ID).read(FILE) ?? "null");
  return { home, work, file };
}
const BUILD = { task_id: "build-feature-1", phase: "build" as const, feature: FEATURE };
const TEST = { task_id: "integration-test", phase: "test" as const };

describe("the task that builds a feature of a user's own", () => {
  it("leaves the model's module, and says so", async () => {
    mock.on({}, submit(LENDING));
    const { work, file } = worker();
    expect(await work(BUILD)).toMatchObject({
      met_by: "records",
      author: "model",
      why: expect.stringContaining("Built by the model"),
    });
    expect(file()).toMatchObject({ made_by: "model", feature: FEATURE, slug: "neighbourhood-sharing" });
  });

  it("leaves the recipe's when the model's is never usable, and says why", async () => {
    mock.on({}, submit(BROKEN_LENDING));
    const { work, file } = worker();
    expect(await work(BUILD)).toMatchObject({
      author: "recipe",
      why: expect.stringMatching(/^Records module after the model's attempt failed: MODEL_REPAIRS_SPENT/),
    });
    expect(file().made_by).toBe("recipe");
  });

  it("writes nothing when it is stopped in the middle, and goes on where nothing was", async () => {
    mock.on({}, submit(LENDING));
    const stop = new AbortController();
    // The run is stopped while the model thinks.
    const thinking = createServer(() => stop.abort(new Error("killed")));
    await new Promise<void>((ready) => thinking.listen(0, "127.0.0.1", ready));
    onTestFinished(() => {
      thinking.closeAllConnections();
      thinking.close();
    });
    const { port } = thinking.address() as AddressInfo;
    const { work, home } = worker(productHome(), `http://127.0.0.1:${port}/v1`);
    await expect(work(BUILD, { signal: stop.signal })).rejects.toThrow("killed");
    const again = worker(home);
    expect(again.file()).toBeNull();
    expect(await again.work(BUILD)).toMatchObject({ author: "model" });
  });

  it("keeps the module it made before, in a resumed run and in an improvement, without asking again", async () => {
    mock.on({}, submit(LENDING));
    const { work, home } = worker();
    await work(BUILD);
    const asked = chatRequests(mock).length;
    const again = worker(home);
    expect(await again.work(BUILD)).toMatchObject({ author: "model" });
    await again.work(TEST, { improves: BUSINESS_ID });
    expect(again.file()).toMatchObject({ made_by: "model" });
    expect(chatRequests(mock)).toHaveLength(asked);
  });

  it("writes the recipe's module when the task itself left none", async () => {
    const { work, file } = worker();
    await work(TEST);
    expect(file().made_by).toBe("recipe");
  });
});
