import type { LanguageModel } from "../../llm/gateway.ts";
import type { WorkContext } from "../../state/agent.ts";
import type { Archetype } from "../../state/archetype.ts";
import { isBudgetStop } from "../../state/budget.ts";
import { GenesisError } from "../../state/errors.ts";
import type { Task } from "../../state/task.ts";
import type { FeatureModule } from "../../templates/kit/modules/language.ts";
import type { Artefact, Workspace } from "../../tools/workspace.ts";
import { isCurrent } from "./current-words.ts";
import * as documents from "./documents.ts";
import { matchFeatures } from "./match-features.ts";
import { modelCopy } from "./model-copy.ts";
import { type ModuleFinding, modelFeature } from "./model-feature.ts";
import type { FeatureDelivery, ProductSpec } from "./product-spec.ts";
import { businessJson, filesOf, moduleJson, modulePath, type ProjectFiles } from "./project-files.ts";
import { forgetReplaced } from "./replaced-modules.ts";
import { standingModule } from "./standing-module.ts";
import { stepOf } from "./step.ts";
import { unreadable } from "./theme.ts";

/** What a recipe works with. */
export interface Job {
  readonly task: Task;
  readonly context: WorkContext;
  readonly archetype: Archetype;
  readonly workspace: Workspace;
  readonly spec: ProductSpec;
  /** The whole project, of which a task writes its part. */
  readonly files: ProjectFiles;
  /** undefined: there is no model, or it shall not be used. */
  readonly llm: LanguageModel | undefined;
  /** Tries a module in a product of its own; absent where products are not checked. */
  readonly trial?: ((module: FeatureModule, spec: ProductSpec) => Promise<ModuleFinding[]>) | undefined;
}

/** What a task leaves. */
export interface Deliverable {
  /** One sentence for people. */
  readonly summary: string;
  readonly artefacts: readonly Artefact[];
  /** What was checked, and held. */
  readonly checks: readonly string[];
  /** More for the task's output; small. */
  readonly facts?: Readonly<Record<string, unknown>>;
}

export type Recipe = (job: Job) => Deliverable | Promise<Deliverable>;

/** How the steps that every business goes through are carried out; other steps go by phase. */
const RECIPES: Readonly<Record<string, Recipe>> = {
  "write-user-stories": written("docs/user-stories.md", documents.userStories),
  "design-architecture": written("docs/architecture.md", documents.architecture),
  "design-interface": designInterface,
  "scaffold-project": scaffold,
  "build-feature": buildFeature,
  "write-site-copy": writeCopy,
  "instrument-analytics": written("docs/analytics.md", documents.analytics),
  "publish-help": written("docs/help.md", documents.helpDocument),
  "announce-launch": written("docs/launch.md", documents.announcement),
};

/** The recipe for a task without effects on the outside. */
export function recipeFor(task: Task): Recipe {
  const known = RECIPES[stepOf(task)];
  if (known) return known;
  if (task.phase === "build" && task.feature !== null) return buildFeature;
  return task.phase === "build" ? buildStep : written(`docs/${docName(task)}.md`, documents.stepDocument);
}

function docName({ task_id }: Task): string {
  return task_id
    .toLowerCase()
    .replace(/[^a-z0-9-]+/g, "-")
    .slice(0, 80);
}

function written(path: string, document: (input: documents.DocumentInput) => string) {
  return ({ task, archetype, workspace, spec, context }: Job): Deliverable => {
    const text = document({ task, archetype, spec, requirements: context.requirements });
    return {
      summary: `Wrote ${path}.`,
      artefacts: workspace.write(new Map([[path, text]]), task.task_id),
      checks: ["every feature is in it"],
    };
  };
}

function designInterface(job: Job): Deliverable {
  const { theme } = job.spec.business;
  const [worst] = unreadable(theme);
  if (worst) {
    throw new GenesisError(
      "CONTRAST_TOO_LOW",
      `${worst.text} on ${worst.ground} has a contrast of ${worst.ratio.toFixed(2)}; 4.5 is needed.`,
      { hint: "Choose another seed.", category: "system" },
    );
  }
  const deliverable = written("docs/design.md", documents.design)(job);
  return { ...deliverable, checks: ["contrast of all text is at least 4.5 (WCAG 2.2 AA)"], facts: { theme } };
}

/** The project without its blocks. Words about this product are left alone: their task may have been quicker. */
function scaffold({ workspace, task, files, spec }: Job): Deliverable {
  const wanted = filesOf(files, new Set(["skeleton", "kit"]));
  if (!isCurrent(workspace.read("business.json"), spec)) {
    for (const [path, content] of filesOf(files, new Set(["content"]))) wanted.set(path, content);
  }
  return {
    summary: `Set up the project with the blocks ${spec.blocks.map(({ id }) => id).join(", ")}.`,
    artefacts: workspace.write(wanted, task.task_id),
    checks: ["no file was damaged"],
    facts: { blocks: spec.blocks.map(({ id }) => id) },
  };
}

/** In a model's words where there is one and they pass the checks, else in those of the recipe. */
async function writeCopy(job: Job): Promise<Deliverable> {
  const { workspace, task, spec } = job;
  const { business, author, fallback } = await wordsOf(job);
  const content = new Map([["business.json", businessJson({ business })]]);
  return {
    summary: `Wrote the copy: "${business.hero.title}".`,
    artefacts: workspace.write(content, task.task_id),
    checks: ["title and description fit search results", "every feature is explained"],
    facts: { author, ...(fallback !== undefined && { fallback }), features: spec.deliveries.length },
  };
}

async function wordsOf({ llm, spec, context }: Job) {
  if (!llm) return { business: spec.business, author: "recipe", fallback: undefined };
  try {
    return { business: await modelCopy(llm, spec, context), author: "model", fallback: undefined };
  } catch (error) {
    context.signal.throwIfAborted();
    if (isBudgetStop(error) || !GenesisError.isInstance(error)) throw error;
    return { business: spec.business, author: "recipe", fallback: error.code };
  }
}

/** The block that gives a feature, the module that was made for it, or what every product has. */
async function buildFeature(job: Job): Promise<Deliverable> {
  const delivery = job.spec.deliveries.find(({ feature }) => feature === job.task.feature);
  if (!delivery) return buildStep(job);
  if (delivery.kit) return given(job, delivery);
  const module = job.spec.business.modules.find(({ slug }) => slug === delivery.module);
  if (module) return buildModule(job, delivery, module);
  return {
    ...writeBlocks(job, delivery.block === undefined ? [] : [delivery.block]),
    summary: delivery.why,
    facts: factsOf(delivery, delivery.block, delivery.why, job.spec),
  };
}

/** A module as a model designs it, where there is one and its design passes every check; else as the recipe does. */
async function buildModule(job: Job, delivery: FeatureDelivery, recipe: FeatureModule): Promise<Deliverable> {
  const { module, why, checks } = await designed(job, recipe);
  const { artefacts } = writeBlocks(job, ["records"]);
  forgetReplaced(job.workspace, module);
  const file = new Map([[modulePath(module.slug), moduleJson(module)]]);
  return {
    summary: why,
    artefacts: [...artefacts, ...job.workspace.write(file, job.task.task_id)],
    checks,
    facts: { ...factsOf(delivery, "records", why, job.spec), author: module.made_by },
  };
}

const BUILT = "Built by the model as a module of its own: no building block gives this.";

async function designed(job: Job, recipe: FeatureModule) {
  const { llm, context, spec, workspace } = job;
  const accounts = spec.blocks.some(({ id }) => id === "accounts");
  const byRecipe = (why: string) => ({
    module: recipe,
    why,
    checks: ["its formulas, states and views make sense"],
  });
  const plain = spec.deliveries.find(({ module }) => module === recipe.slug)?.why ?? "";
  const standing = standingModule(workspace.read(modulePath(recipe.slug)), recipe, accounts);
  const checks = ["it passes the checks of the module language", "its examples come out as expected"];
  if (standing?.made_by === "model") return { module: standing, why: BUILT, checks };
  if (!llm) return byRecipe(plain);
  try {
    const trial = job.trial && ((module: FeatureModule) => job.trial?.(module, spec) ?? Promise.resolve([]));
    const module = await modelFeature({ llm, context, recipe, blocks: spec.blocks, accounts, trial });
    return { module, why: BUILT, checks: trial ? [...checks, "it works in a product of its own"] : checks };
  } catch (error) {
    context.signal.throwIfAborted();
    if (isBudgetStop(error) || !GenesisError.isInstance(error)) throw error;
    return byRecipe(
      `Records module after the model's attempt failed: ${error.code}. ${error.message}`.slice(0, 300),
    );
  }
}

function factsOf(
  { module, href }: FeatureDelivery,
  metBy: string | undefined,
  why: string,
  { blocks }: ProductSpec,
): Record<string, unknown> {
  const place = href === null ? "" : `, used at ${href}`;
  const manifest = blocks.find(({ id }) => id === metBy);
  const part =
    module === undefined ? manifest && `The block "${manifest.title}"` : "A records module made for it";
  return {
    met_by: metBy,
    module: module ?? null,
    page: href,
    why,
    delivery: part ? `${part}${place}.` : why,
  };
}

function given({ workspace, task, files }: Job, { why, href }: FeatureDelivery): Deliverable {
  return {
    summary: why,
    artefacts: workspace.write(filesOf(files, new Set(["kit"])), task.task_id),
    checks: ["sources are those that were tested with Genesis"],
    facts: { met_by: "kit", module: null, page: href, why, delivery: why },
  };
}

/** A build step of the archetype's own: the blocks that its words and capabilities point to. */
function buildStep(job: Job): Deliverable {
  const { task, spec } = job;
  const ids = spec.blocks.map(({ id }) => id);
  const [match] = matchFeatures([`${task.title}. ${task.description}`], spec.blocks, ids);
  const able = spec.blocks.filter(({ capabilities }) =>
    capabilities.some((capability) => task.capabilities.includes(capability)),
  );
  const wanted = [...new Set([...(match?.block ? [match.block] : []), ...able.map(({ id }) => id)])];
  if (wanted.length > 0) return writeBlocks(job, wanted);
  return written(`docs/${docName(task)}.md`, documents.stepDocument)(job);
}

function writeBlocks({ workspace, task, files, spec }: Job, wanted: readonly string[]): Deliverable {
  const blocks = spec.blocks.filter(({ id }) => wanted.includes(id));
  const parts = new Set(blocks.flatMap(({ id, requires }) => [id, ...requires]));
  return {
    summary: `Built ${blocks.map(({ title }) => title.toLowerCase()).join(", ")}.`,
    artefacts: workspace.write(filesOf(files, parts), task.task_id),
    checks: ["sources are those that were tested with Genesis"],
    facts: { met_by: blocks.map(({ id }) => id).join(", ") },
  };
}
