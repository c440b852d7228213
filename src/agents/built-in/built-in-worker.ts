import type { LanguageModel } from "../../llm/gateway.ts";
import { metered } from "../../llm/metered.ts";
import type { TaskWorker, WorkContext, WorkResult } from "../../state/agent.ts";
import type { BusinessRequirements } from "../../state/business.ts";
import { GenesisError } from "../../state/errors.ts";
import type { BlockManifest } from "../../state/product.ts";
import type { Task } from "../../state/task.ts";
import type { ArchetypeRegistry } from "../../templates/archetypes.ts";
import { projectDigest, releases } from "../../tools/build-release.ts";
import { type Deployment, readDeployment } from "../../tools/deployment.ts";
import { LocalHost } from "../../tools/local-host.ts";
import type { RemoteHost } from "../../tools/remote-host.ts";
import { type Artefact, sha256Of, Workspace } from "../../tools/workspace.ts";
import { type CheckedRelease, checkedRelease } from "./checked-release.ts";
import { isCurrent } from "./current-words.ts";
import { tryInProduct } from "./module-trial.ts";
import { findSetUp, type Payments, setUp } from "./payments.ts";
import { type ProductSpec, productSpec } from "./product-spec.ts";
import { modulePath, type ProjectFiles, type ProjectSources, projectFiles } from "./project-files.ts";
import type { QualityGate } from "./quality-gate.ts";
import { type Deliverable, type Job, recipeFor } from "./recipes.ts";
import { goneLive, remotely } from "./remote-launch.ts";
import { toldOfReplaced } from "./replaced-modules.ts";
import { standingModule } from "./standing-module.ts";
import { stepOf } from "./step.ts";

export interface BuiltInWorkerOptions {
  /** $GENESIS_HOME */
  readonly home: string;
  readonly archetypes: ArchetypeRegistry;
  readonly blocks: () => ReadonlyMap<string, BlockManifest>;
  readonly sources: (blocks: ReadonlyMap<string, BlockManifest>) => ProjectSources;
  /** The model that writes, asked for anew by each task; undefined = the recipes write. */
  readonly llm?: (() => Promise<LanguageModel | undefined>) | undefined;
  /** Checks a built release, before tests count as passed and before it is launched; absent = it need only build. */
  readonly qualityGate?: QualityGate | undefined;
  /** Where a release goes after its local preview; absent = it stays on this machine. */
  readonly remoteHost?: RemoteHost | undefined;
  /** Acts at Stripe's test mode; undefined = nobody does. */
  readonly payments?: Payments | undefined;
}

interface Product {
  readonly spec: ProductSpec;
  readonly files: ProjectFiles;
}

/** What the output of a task lists; artefacts.json has everything. */
const MAX_LISTED = 60;

/**
 * The built-in agents (design 8): each task writes its part of a real product into the workspace of the business and
 * checks it; the deploy task builds a release and launches it on this machine. Needs no model and no network.
 */
export function builtInWorker(options: BuiltInWorkerOptions): TaskWorker {
  const { payments } = options;
  const host = new LocalHost({ paymentsEnv: payments?.productEnv });
  const products = new WeakMap<BusinessRequirements, Product>();
  const productOf = (context: WorkContext): Product => {
    const known = products.get(context.requirements);
    if (known) return known;
    const made = makeProduct(context, options);
    products.set(context.requirements, made);
    return made;
  };
  const jobOf = async (task: Task, context: WorkContext): Promise<Job> => ({
    llm: metered(await options.llm?.(), context.budget),
    task,
    context,
    archetype: archetypeOf(context, options),
    workspace: workspaceOf(context, options.home),
    trial: options.qualityGate && ((module, spec) => tryInProduct(module, spec, trialOf(context, options))),
    ...productOf(context),
  });
  return {
    kind: "built-in",
    // What runs on this machine costs nothing.
    effectCost: ({ effect }) => {
      if (effect === "deploy") return options.remoteHost && { provider: options.remoteHost.name };
      return payments && { provider: "stripe" };
    },
    async execute(task, context) {
      const job = await jobOf(task, context);
      if (task.effect === "deploy") return deploy(job, host, options);
      if (task.effect === "money") return resultOf(await setUp(job, payments));
      if (task.phase === "test") return test(job, options);
      if (stepOf(task) === "monitor-release") return monitor(job, host);
      return resultOf(await recipeFor(task)(job));
    },
    async reconcile(task, context) {
      const job = await jobOf(task, context);
      if (task.effect === "money") {
        const found = await findSetUp(job, payments);
        return found && resultOf(found);
      }
      if (task.effect !== "deploy") return undefined;
      const standing = readDeployment(job.workspace);
      // What served before an improvement serves until it is launched.
      if (standing?.digest !== projectDigest(job.workspace.project)) return undefined;
      if (standing.state !== "running" || !(await host.isServing(standing))) return undefined;
      const release = releases(job.workspace).find(({ digest }) => digest === standing.digest);
      if (!release) return undefined;
      const local = deployed(job.workspace, {
        ...{ deployment: standing, release, findings: [], artefacts: [] },
        checks: ["it was launched before the interruption"],
      });
      const { remoteHost } = options;
      if (!remoteHost) return local;
      const found = await remotely(job, { release, payments }, (request) => remoteHost.reconcile(request));
      return found && goneLive(local, found, remoteHost);
    },
  };
}

function makeProduct(context: WorkContext, options: BuiltInWorkerOptions): Product {
  const blocks = options.blocks();
  const archetype = archetypeOf(context, options);
  const { requirements, seed } = context;
  const spec = productSpec({ requirements, archetype, blocks, seed });
  return { spec, files: projectFiles(spec, options.sources(blocks)) };
}

function trialOf({ signal }: WorkContext, { blocks, sources }: BuiltInWorkerOptions) {
  return { sources: sources(blocks()), signal };
}

function archetypeOf({ businessType }: WorkContext, { archetypes }: BuiltInWorkerOptions) {
  const archetype = archetypes.get(businessType);
  if (archetype) return archetype;
  throw new GenesisError("UNKNOWN_BUSINESS_TYPE", `There is no business type "${businessType}".`, {
    hint: `Use one of: ${archetypes.types().join(", ")}.`,
  });
}

/** The folder of the business; that of the one that is improved has to be there. */
function workspaceOf({ businessId, businessName, improves }: WorkContext, home: string): Workspace {
  if (improves === undefined) return Workspace.open({ home, businessId, businessName });
  const workspace = Workspace.find(home, improves);
  if (workspace.businessName === businessName) return workspace;
  throw new GenesisError(
    "IMPROVES_ANOTHER",
    `The run is for "${businessName}", but ${improves} is "${workspace.businessName}".`,
    { hint: "An improvement keeps the name of the business: use genesis improve." },
  );
}

/** Everything is there, whole, and builds; then what the quality checks say. */
async function test(job: Job, options: BuiltInWorkerOptions): Promise<WorkResult> {
  const completed = complete(job);
  const { release, findings, ran, artefacts } = await checkedRelease(job, options.qualityGate);
  const told = toldOfReplaced(job.workspace);
  return resultOf({
    summary: `Release ${release.number} builds${ran.length > 0 ? " and passed the checks" : ""}.`,
    artefacts: [...artefacts, ...completed],
    checks: ["every part of the project is there and as it was written", "it compiles", ...ran],
    facts: { release: release.number, findings: [...told.findings, ...findings].slice(0, MAX_LISTED) },
  });
}

async function deploy(job: Job, host: LocalHost, options: BuiltInWorkerOptions): Promise<WorkResult> {
  const completed = complete(job);
  const { release, findings, artefacts } = await checkedRelease(job, options.qualityGate);
  job.context.signal.throwIfAborted();
  const deployment = await host.launch(job.workspace, release);
  const local = deployed(job.workspace, {
    ...{ deployment, release, findings, artefacts: [...artefacts, ...completed] },
    checks: ["it answers at its URL with the name of its release"],
  });
  const { remoteHost } = options;
  if (!remoteHost) return local;
  const live = await remotely(job, { release, payments: options.payments }, (request) =>
    remoteHost.deploy(request),
  );
  return goneLive(local, live, remoteHost);
}

interface Launch extends Pick<CheckedRelease, "release" | "findings" | "artefacts"> {
  readonly deployment: Deployment;
  readonly checks: readonly string[];
}

function deployed(
  workspace: Workspace,
  { deployment, release, findings, artefacts, checks }: Launch,
): WorkResult {
  const { url, port } = deployment;
  const told = toldOfReplaced(workspace);
  return resultOf({
    summary: `Release ${release.number} runs at ${url}.`,
    artefacts,
    checks,
    facts: {
      ...{ deployment_url: url, release: release.number, digest: release.digest, port },
      findings: [...told.findings, ...findings].slice(0, MAX_LISTED),
      ...(told.warnings.length > 0 && { warnings: told.warnings, met_otherwise: told.met_otherwise }),
    },
  });
}

async function monitor({ workspace }: Job, host: LocalHost): Promise<WorkResult> {
  const deployment = readDeployment(workspace);
  const times: number[] = [];
  for (let request = 0; deployment && request < 3; request += 1) {
    const startedAt = performance.now();
    if (!(await host.isServing(deployment))) break;
    times.push(Math.round(performance.now() - startedAt));
  }
  if (!deployment || times.length < 3) {
    throw new GenesisError("PRODUCT_DOWN", "The product does not answer.", {
      hint: "Look at product.log in the folder of the business.",
      category: "system",
      retryable: true,
    });
  }
  return resultOf({
    summary: `${deployment.url} answers.`,
    artefacts: [],
    checks: ["three health checks in a row succeeded"],
    facts: { answer_ms: times },
  });
}

/**
 * Writes what no task has written, or what is gone since; in an improvement also what has changed since. Words that are
 * there stay, if they are about this product. Returns what was missing.
 */
function complete({ workspace, files, spec, task, context }: Job): Artefact[] {
  const standing = new Map(workspace.artefacts().map(({ path, sha256 }) => [path, sha256]));
  for (const { path } of workspace.damaged()) standing.delete(path);
  const accounts = spec.blocks.some(({ id }) => id === "accounts");
  const changed = (sha256: string, content: string | Buffer) =>
    context.improves !== undefined && sha256 !== sha256Of(content);
  const missing = [...files].filter(([path, { content, part }]) => {
    const sha256 = standing.get(path);
    if (sha256 === undefined) return true;
    if (part === "content") return !isCurrent(workspace.read(path), spec);
    const module = spec.business.modules.find(({ slug }) => modulePath(slug) === path);
    if (module)
      return (
        standingModule(workspace.read(path), module, accounts)?.made_by !== "model" &&
        changed(sha256, content)
      );
    return changed(sha256, content);
  });
  if (missing.length === 0) return [];
  return workspace.write(new Map(missing.map(([path, { content }]) => [path, content])), task.task_id);
}

function resultOf({ summary, artefacts, checks, facts = {} }: Deliverable): WorkResult {
  const listed = artefacts.slice(0, MAX_LISTED).map(({ path, sha256 }) => ({ path, sha256 }));
  const more = artefacts.length - listed.length;
  const output = {
    summary,
    findings: [],
    ...facts,
    artefacts: listed,
    ...(more > 0 && { more_artefacts: more }),
    checks,
  };
  return { output, simulated: false };
}
