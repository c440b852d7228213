import { join } from "node:path";
import { type BuiltInWorkerOptions, builtInWorker } from "../../src/agents/built-in/built-in-worker.ts";
import { readTree } from "../../src/agents/built-in/project-files.ts";
import type { WorkContext } from "../../src/state/agent.ts";
import { loadArchetypes } from "../../src/templates/archetypes.ts";
import { BLOCK_SOURCES, KIT_SOURCES, loadBlocks } from "../../src/templates/blocks.ts";
import { packageRanges } from "../../src/tools/packages.ts";
import { Workspace } from "../../src/tools/workspace.ts";
import { BUSINESS_ID, productHome } from "./products.ts";
import { aRequirements } from "./requirements.ts";
import { aTask } from "./tasks.ts";

/** The built-in worker on a saas_tool with these features, in a home whose products are stopped after the test. */
export function builtIn(
  mvp_features: string[],
  { home = productHome(), ...options }: Partial<BuiltInWorkerOptions> = {},
) {
  const made = builtInWorker({
    home,
    archetypes: loadArchetypes(),
    blocks: loadBlocks,
    sources: (blocks) => ({
      kit: readTree(KIT_SOURCES),
      blocks: new Map([...blocks.keys()].map((id) => [id, readTree(join(BLOCK_SOURCES, id))])),
      ranges: packageRanges(),
    }),
    ...options,
  });
  const requirements = aRequirements({ mvp_features });
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
  return { home, made, context, work, workspace: () => Workspace.find(home, BUSINESS_ID) };
}
