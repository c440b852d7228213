import { randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { FeatureModule } from "../../templates/kit/modules/language.ts";
import { buildRelease } from "../../tools/build-release.ts";
import { checkProduct } from "../../tools/quality/check-product.ts";
import type { Check } from "../../tools/quality/finding.ts";
import { Workspace } from "../../tools/workspace.ts";
import type { ModuleFinding } from "./model-feature.ts";
import type { ProductSpec } from "./product-spec.ts";
import { type ProjectSources, projectFiles } from "./project-files.ts";

/** All that a module, which is data, can break; the types of a project don't depend on it. */
const CHECKS: readonly Check[] = ["links", "forms", "accessibility", "html", "weight", "tests"];
const PARTS = new Set(["accounts", "records"]);
const MAX_FINDINGS = 8;

/** A product of nothing but the module, made, tested and walked through in a folder that is gone afterwards. */
export async function tryInProduct(
  module: FeatureModule,
  spec: ProductSpec,
  { sources, signal }: { readonly sources: ProjectSources; readonly signal: AbortSignal },
): Promise<ModuleFinding[]> {
  const home = await mkdtemp(join(tmpdir(), "genesis-module-"));
  try {
    const files = projectFiles(alone(module, spec), sources);
    const workspace = Workspace.open({ home, businessId: randomUUID(), businessName: spec.business.name });
    workspace.write(new Map([...files].map(([path, { content }]) => [path, content])), "trial");
    const { folder } = await buildRelease(workspace);
    const report = await checkProduct({
      ...{ project: workspace.project, release: folder, checks: CHECKS, signal },
    });
    return report.findings
      .filter(({ severity }) => severity === "error")
      .slice(0, MAX_FINDINGS)
      .map(({ check, where, message }) => ({ where: `${check}: ${where}`, message }));
  } finally {
    await rm(home, { recursive: true, force: true });
  }
}

function alone(module: FeatureModule, { blocks, business, deliveries }: ProductSpec): ProductSpec {
  const href = `/m/${module.slug}`;
  const kept = blocks.filter(({ id }) => PARTS.has(id));
  return {
    blocks: kept,
    deliveries: deliveries.filter((delivery) => delivery.module === module.slug),
    business: {
      ...business,
      modules: [module],
      features: business.features.filter((feature) => feature.href === href),
      hero: { ...business.hero, action: { label: "Start", href } },
      settings: {},
    },
  };
}
