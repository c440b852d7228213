import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { productSpec } from "../../src/agents/built-in/product-spec.ts";
import { projectFiles, readTree } from "../../src/agents/built-in/project-files.ts";
import type { BusinessRequirements } from "../../src/state/business.ts";
import { loadArchetypes } from "../../src/templates/archetypes.ts";
import { BLOCK_SOURCES, KIT_SOURCES, loadBlocks } from "../../src/templates/blocks.ts";
import { buildRelease } from "../../src/tools/build-release.ts";
import { productSecrets } from "../../src/tools/deployment.ts";
import { LocalHost } from "../../src/tools/local-host.ts";
import { packageRanges } from "../../src/tools/packages.ts";
import { Workspace } from "../../src/tools/workspace.ts";
import { aRequirements } from "../support/requirements.ts";

export interface ProductOptions {
  /** The archetype. */
  readonly type: string;
  /** Ids of blocks, instead of those of the archetype. */
  readonly blocks?: readonly string[];
  /** The features are what the blocks give, or the signature features of the archetype, unless said otherwise. */
  readonly requirements?: Partial<BusinessRequirements>;
  /** Settings of blocks, over those of the archetype. */
  readonly settings?: Readonly<Record<string, Record<string, unknown>>>;
  /** Decides over words and colours. */
  readonly seed?: number;
}

/** A product that answers at a URL of this machine, made as the built-in agents make it. */
export interface RunningProduct {
  readonly url: string;
  readonly ownerKey: string;
  /** Ends its process and starts it again, with the data it has. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

/** Writes, builds and launches a product below `home`. */
export async function launchProduct(home: string, options: ProductOptions): Promise<RunningProduct> {
  const { type, blocks: ids, settings = {}, seed = 7 } = options;
  const found = loadArchetypes({ folders: [] }).get(type);
  if (!found) throw new Error(`There is no archetype ${type}.`);
  const action = { label: "Get help", href: "/help" };
  const plan = ids ? { blocks: [...ids], hero_action: action, settings: {} } : found.product;
  const archetype = { ...found, product: plan && { ...plan, settings: { ...plan.settings, ...settings } } };
  const blocks = loadBlocks();
  const features = ids?.flatMap((id) => blocks.get(id)?.gives ?? []) ?? found.signature_features;
  const requirements = aRequirements({
    business_type: type,
    description: found.description,
    mvp_features: [...features],
    ...options.requirements,
  });
  const spec = productSpec({ requirements, archetype, blocks, seed });
  const files = projectFiles(spec, {
    kit: readTree(KIT_SOURCES),
    blocks: new Map([...blocks.keys()].map((id) => [id, readTree(join(BLOCK_SOURCES, id))])),
    ranges: packageRanges(),
  });
  const workspace = Workspace.open({ home, businessId: randomUUID(), businessName: requirements.name });
  workspace.write(new Map([...files].map(([path, { content }]) => [path, content])), "browser-suite");
  const host = new LocalHost();
  const { url } = await host.launch(workspace, await buildRelease(workspace));
  return {
    url,
    ownerKey: productSecrets(workspace).OWNER_KEY,
    async restart() {
      await host.stop(workspace);
      await host.start(workspace);
    },
    async stop() {
      await host.stop(workspace);
    },
  };
}
