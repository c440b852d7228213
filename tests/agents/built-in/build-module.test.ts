import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { LLMock } from "@copilotkit/aimock";
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from "vitest";
import { builtInWorker } from "../../../src/agents/built-in/built-in-worker.ts";
import { readTree } from "../../../src/agents/built-in/project-files.ts";
import type { WorkContext } from "../../../src/state/agent.ts";
import { loadArchetypes } from "../../../src/templates/archetypes.ts";
import { BLOCK_SOURCES, KIT_SOURCES, loadBlocks } from "../../../src/templates/blocks.ts";
import { packageRanges } from "../../../src/tools/packages.ts";
import { Workspace } from "../../../src/tools/workspace.ts";
import { chatRequests, testGateway } from "../../llm/support.ts";
import { BROKEN_LENDING, LENDING, submit } from "../../support/modules.ts";
import { BUSINESS_ID, productHome } from "../../support/products.ts";
import { aRequirements } from "../../support/requirements.ts";
import { aTask } from "../../support/tasks.ts";

let mock: LLMock;
beforeEach(async () => {
  mock = await LLMock.create({ host: "127.0.0.1", port: 0 });
});
afterEach(() => mock.stop());

const FEATURE = "Neighbourhood sharing";
const FILE = "modules/neighbourhood-sharing.json";

function worker(home = productHome(), url = `${mock.url}/v1`) {
  const made = builtInWorker({
    home,
    archetypes: loadArchetypes(),
    blocks: loadBlocks,
    sources: (blocks) => ({
      kit: readTree(KIT_SOURCES),
      blocks: new Map([...blocks.keys()].map((id) => [id, readTree(join(BLOCK_SOURCES, id))])),
      ranges: packageRanges(),
    }),
    llm: async () => testGateway(url).llm,
  });
  const requirements = aRequirements({ mvp_features: [FEATURE] });
  const context: WorkContext = {
    businessId: BUSINESS_ID,
    businessName: requirements.name,
    businessType: "saas_tool",
    requirements,
    agentId: "builder",
    idempotencyKey: "b:t:1",
    seed: 4,
    signal: new AbortController().signal,
    inputs: {},
  };
  const work = async (task: Parameters<typeof aTask>[0], change: Partial<WorkContext> = {}) =>
    (await made.execute(aTask(task), { ...context, ...change })).output;
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
