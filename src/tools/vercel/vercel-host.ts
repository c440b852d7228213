import { basename } from "node:path";
import type { Secret } from "../../config/secret.ts";
import { type Clock, isoTime } from "../../state/clock.ts";
import { GenesisError } from "../../state/errors.ts";
import type { Metrics } from "../../telemetry/metrics.ts";
import {
  type RemoteDeployment,
  type RemoteHost,
  type RemoteReceipt,
  type RemoteRecord,
  type RemoteRemoval,
  type RemoteRequest,
  readRemote,
  writeRemote,
} from "../remote-host.ts";
import type { Workspace } from "../workspace.ts";
import { ApiFault, PACE, type Pace, VercelApi } from "./api.ts";
import {
  becomesLive,
  createDeployment,
  type DeploymentWork,
  findDeployment,
  type Identity,
} from "./deployments.ts";
import { collectUpload, type Upload } from "./files.ts";
import { ensureDomains, ensureProject, findProject, setEnvironment } from "./project.ts";
import { removeAll } from "./removal.ts";
import { rollBack } from "./roll-back.ts";
import type { Deployment, Domain, Project } from "./schemas.ts";
import { siteUrl, validateSite } from "./site.ts";

export interface VercelHostOptions {
  readonly token: Secret;
  readonly teamId?: string | undefined;
  readonly apiUrl: string;
  /** Products become `<project>.<domain>`; that domain has to be the account's. */
  readonly domain?: string | undefined;
  readonly clock: Clock;
  readonly metrics?: Pick<Metrics, "vercelDeployments" | "vercelDeploymentSeconds"> | undefined;
  readonly pace?: Partial<Pace>;
}

const NOT_DURABLE =
  "On Vercel the database is a file in /tmp: what visitors enter is lost whenever an instance ends, and instances don't share it. It is good for a look; for real use keep the product on a machine of your own.";

interface Progress {
  readonly work: DeploymentWork;
  readonly upload: Upload;
  readonly identity: Identity;
  readonly domains: readonly Domain[];
}

/** Hosts products at Vercel, by its REST API: a project for each business, a production deployment for each release. */
export class VercelHost implements RemoteHost {
  readonly name = "vercel";
  readonly #options: VercelHostOptions;
  readonly #api: VercelApi;

  constructor(options: VercelHostOptions) {
    this.#options = options;
    const { apiUrl, token, teamId, clock } = options;
    this.#api = new VercelApi({ apiUrl, token, teamId, clock, pace: { ...PACE, ...options.pace } });
  }

  /** Throws the errors of ./errors.ts, after undoing what it did; the reason of the signal, without undoing. */
  async deploy(request: RemoteRequest): Promise<RemoteDeployment> {
    return this.#counted("attempt", () => this.#deploy(request));
  }

  async reconcile(request: RemoteRequest): Promise<RemoteDeployment | undefined> {
    const record = readRemote(request.workspace);
    if (!record || record.state === "removed") return undefined;
    return this.#counted("reconcile", () => this.#reconcile(request, record));
  }

  async remove(workspace: Workspace, signal: AbortSignal): Promise<RemoteRemoval> {
    const removal = await removeAll(this.#api, workspace, signal);
    const outcome = { removed: "removed", absent: "absent", partial: "remove_failure" }[removal.outcome];
    this.#options.metrics?.vercelDeployments.inc({ outcome });
    return removal;
  }

  async #deploy(request: RemoteRequest): Promise<RemoteDeployment> {
    const { workspace, signal } = request;
    const upload = collectUpload(workspace.project, Object.values(request.secrets));
    const before = readRemote(workspace);
    const begun = keep(workspace, before, { state: "deploying" });
    let work: DeploymentWork | undefined;
    let deployment: Deployment | undefined;
    try {
      const project = await ensureProject(
        { api: this.#api, businessId: workspace.businessId, signal },
        begun.project,
      );
      work = { api: this.#api, project, signal };
      // What was live in a project that somebody removed is gone with it.
      const live = project.created ? null : begun.live;
      keep(workspace, begun, { project: { id: project.id, name: project.name }, live });
      const domains = await this.#configure(request, project);
      const progress = { work, upload, identity: identityOf(request, upload), domains };
      const standing = await findDeployment(work, progress.identity);
      deployment = standing ?? (await createDeployment(work, upload, progress.identity));
      return await this.#settle(request, progress, deployment);
    } catch (error) {
      throw await this.#undo(request, { work, deployment, upload }, error);
    }
  }

  async #reconcile(request: RemoteRequest, record: RemoteRecord): Promise<RemoteDeployment | undefined> {
    const { workspace, secrets, signal } = request;
    const upload = collectUpload(workspace.project, Object.values(secrets));
    const owner = { api: this.#api, businessId: workspace.businessId, signal };
    let work: DeploymentWork | undefined;
    let deployment: Deployment | undefined;
    try {
      const project = await findProject(owner, record.project.id ?? record.project.name);
      if (!project) return undefined;
      work = { api: this.#api, project, signal };
      const identity = identityOf(request, upload);
      deployment = await findDeployment(work, identity);
      if (!deployment) return undefined;
      const domains = await ensureDomains(owner, project, undefined);
      return await this.#settle(request, { work, upload, identity, domains }, deployment);
    } catch (error) {
      throw await this.#undo(request, { work, deployment, upload }, error);
    }
  }

  /** Settings come before the deployment, because a deployment has those of its creation. */
  async #configure(request: RemoteRequest, project: Project): Promise<readonly Domain[]> {
    const { workspace, secrets, signal } = request;
    const work = { api: this.#api, businessId: workspace.businessId, signal };
    const domains = await ensureDomains(work, project, this.#wantedDomain(project));
    const url = siteUrl(this.#address(project, domains, undefined), this.#options.apiUrl);
    await setEnvironment(work, project, [
      ...Object.entries(secrets).map(([key, value]) => ({ key, value, secret: true })),
      { key: "BASE_URL", value: url, secret: false },
    ]);
    return domains;
  }

  #wantedDomain({ name }: Project): string | undefined {
    return this.#options.domain === undefined ? undefined : `${name}.${this.#options.domain}`;
  }

  /** Where visitors go: the domain that was wanted once it is verified, else the first that Vercel gave. */
  #address(project: Project, domains: readonly Domain[], deployment: Deployment | undefined): string {
    const verified = domains.filter((domain) => domain.verified).map(({ name }) => name);
    const wanted = verified.find((name) => name === this.#wantedDomain(project));
    return wanted ?? verified[0] ?? deployment?.alias?.[0] ?? `${project.name}.vercel.app`;
  }

  /** From a deployment that exists to one that is live and looked at, with its receipt on disk. */
  async #settle(
    request: RemoteRequest,
    { work, identity, domains }: Progress,
    begun: Deployment,
  ): Promise<RemoteDeployment> {
    const { workspace, release, signal } = request;
    const address = (deployment: Deployment) => this.#address(work.project, domains, deployment);
    const live = await becomesLive(work, begun, address);
    const url = siteUrl(address(live), this.#options.apiUrl);
    const checks = await validateSite(this.#api, { url, name: workspace.businessName }, signal);
    const receipt: RemoteReceipt = {
      deployment_id: live.id,
      url,
      deployment_url: siteUrl(live.url, this.#options.apiUrl),
      release: release.number,
      digest: release.digest,
      files_digest: identity.filesDigest,
      at: isoTime(this.#options.clock),
    };
    const record = readRemote(workspace);
    const others = (record?.receipts ?? []).filter(({ deployment_id }) => deployment_id !== live.id);
    const { id, name } = work.project;
    keep(workspace, record, {
      state: "live",
      project: { id, name },
      live: receipt,
      receipts: [...others, receipt],
      left: [],
    });
    const wanted = this.#wantedDomain(work.project);
    const pending = domains.filter((domain) => domain.name === wanted && !domain.verified);
    return {
      receipt,
      project: name,
      checks,
      warnings: [
        NOT_DURABLE,
        ...pending.map((domain) => `${domain.name} is not verified yet: set its DNS record, see Vercel.`),
      ],
    };
  }

  /** Undoes a deployment that failed, and returns the error to throw. What is interrupted stays for `reconcile`. */
  async #undo(
    { workspace, signal }: RemoteRequest,
    made: {
      readonly work: DeploymentWork | undefined;
      readonly deployment: Deployment | undefined;
      readonly upload: Upload;
    },
    thrown: unknown,
  ): Promise<unknown> {
    if (signal.aborted) return signal.reason;
    const error = thrown instanceof ApiFault ? thrown.error : thrown;
    const record = readRemote(workspace);
    const live = record?.live;
    const work = made.work ?? (await this.#unanswered(workspace, error, signal));
    const failed = { ...made, live, workspace, filesDigest: made.upload.digest };
    const left =
      work === undefined ? [] : work === "unknown" ? ["its project"] : await rollBack(work, failed);
    const name = record?.project.name ?? projectName(workspace);
    keep(workspace, record, {
      state: live ? "live" : left.length === 0 ? "removed" : "failed",
      ...(!live && left.length === 0 && { project: { id: null, name } }),
      left,
    });
    if (work !== undefined) {
      const outcome = left.length === 0 ? "rolled_back" : "rollback_failure";
      this.#options.metrics?.vercelDeployments.inc({ outcome });
    }
    if (left.length === 0 || !GenesisError.isInstance(error)) return error;
    const { code, message, category, hint, retryable } = error;
    const more = ` Not undone: ${left.join(", ")}.`;
    return new GenesisError(code, message + more, { category, hint, retryable, cause: error });
  }

  /** The project whose creation was never answered, when it is there after all; `unknown` when nobody can tell. */
  async #unanswered(
    workspace: Workspace,
    error: unknown,
    signal: AbortSignal,
  ): Promise<DeploymentWork | "unknown" | undefined> {
    const record = readRemote(workspace);
    if (!record || record.live || !GenesisError.isInstance(error) || error.code !== "VERCEL_UNAVAILABLE") {
      return undefined;
    }
    try {
      const owner = { api: this.#api, businessId: workspace.businessId, signal };
      const project = await findProject(owner, record.project.name);
      return project && { api: this.#api, project, signal };
    } catch {
      return "unknown"; // Said as what was not undone.
    }
  }

  async #counted<T>(kind: "attempt" | "reconcile", body: () => Promise<T>): Promise<T> {
    const { metrics } = this.#options;
    const startedAt = performance.now();
    metrics?.vercelDeployments.inc({ outcome: kind });
    const end = (outcome: "success" | "failure") => {
      metrics?.vercelDeployments.inc({ outcome });
      metrics?.vercelDeploymentSeconds.observe({ outcome }, (performance.now() - startedAt) / 1_000);
    };
    try {
      const result = await body();
      if (result !== undefined) end("success");
      return result;
    } catch (error) {
      end("failure");
      throw error;
    }
  }
}

/** The folder of the business: unique for it, and what Vercel allows (lower case, no three dashes, 100 characters). */
function projectName(workspace: Workspace): string {
  return basename(workspace.folder)
    .toLowerCase()
    .replace(/[^a-z0-9._-]+/g, "-")
    .replace(/-{2,}/g, "-")
    .slice(-52)
    .replace(/^[-.]+/, "");
}

function identityOf({ workspace, release }: RemoteRequest, { digest }: Upload): Identity {
  return { businessId: workspace.businessId, filesDigest: digest, release: release.digest };
}

function keep(
  workspace: Workspace,
  before: RemoteRecord | undefined,
  change: Partial<RemoteRecord>,
): RemoteRecord {
  return writeRemote(workspace, {
    version: 1,
    business_id: workspace.businessId,
    host: "vercel",
    state: "deploying",
    project: { id: null, name: projectName(workspace) },
    live: null,
    receipts: [],
    left: [],
    ...before,
    ...change,
  });
}
