import { z } from "zod";
import type { GenesisError } from "../../state/errors.ts";
import { ApiFault, type VercelApi } from "./api.ts";
import { vercelError } from "./errors.ts";
import { INLINE_BYTES, type Upload } from "./files.ts";
import { gone } from "./project.ts";
import {
  type Deployment,
  DeploymentListSchema,
  DeploymentSchema,
  EventListSchema,
  type ListedDeployment,
  type Project,
} from "./schemas.ts";

const PAGE = 100;
const MAX_PAGES = 20;
const UPLOADS_AT_ONCE = 8;
const LOG_LINES = 5;
const FAILED: ReadonlySet<string> = new Set(["ERROR", "CANCELED", "DELETED"]);

export interface DeploymentWork {
  readonly api: VercelApi;
  readonly project: Project;
  readonly signal: AbortSignal;
}

/** By which a deployment is found again: whose, of what, and which release that is. */
export interface Identity {
  readonly businessId: string;
  readonly filesDigest: string;
  readonly release: string;
}

/** Everything that was deployed to a project, newest first. */
export async function listDeployments({ api, project, signal }: DeploymentWork): Promise<ListedDeployment[]> {
  const all: ListedDeployment[] = [];
  let until: number | null | undefined;
  for (let page = 0; page < MAX_PAGES; page += 1) {
    const query = {
      projectId: project.id,
      limit: String(PAGE),
      ...(until != null && { until: String(until) }),
    };
    const schema = DeploymentListSchema;
    const answer = await api.call("GET", "/v6/deployments", { stage: "look up", schema, query, signal });
    all.push(...answer.deployments);
    until = answer.pagination?.next;
    if (until == null) break;
  }
  return all.sort((a, b) => (b.created ?? 0) - (a.created ?? 0));
}

/** The deployment of exactly this content that stands or is under way. */
export async function findDeployment(
  work: DeploymentWork,
  { businessId, filesDigest }: Identity,
): Promise<Deployment | undefined> {
  const own = (await listDeployments(work)).filter(
    ({ meta }) => meta?.genesisBusiness === businessId && meta.genesisFiles === filesDigest,
  );
  const standing = own.find(({ state, readyState }) => !FAILED.has(readyState ?? state ?? "QUEUED"));
  return standing && getDeployment(work, standing.uid);
}

export async function getDeployment({ api, signal }: DeploymentWork, id: string): Promise<Deployment> {
  const path = `/v13/deployments/${encodeURIComponent(id)}`;
  return api.call("GET", path, { stage: "build", schema: DeploymentSchema, signal });
}

/** The id of the deployment that an address leads to. */
export async function servedAt(work: DeploymentWork, host: string): Promise<string | undefined> {
  try {
    return (await getDeployment(work, host)).id;
  } catch (fault) {
    if (fault instanceof ApiFault && fault.status === 404) return undefined;
    throw fault;
  }
}

/**
 * Creates the deployment. When the answer does not come, the list says whether it is there; it is only asked for again
 * when it is not.
 */
export async function createDeployment(
  work: DeploymentWork,
  upload: Upload,
  identity: Identity,
): Promise<Deployment> {
  const { api, signal } = work;
  const { attempts, backoffMs } = api.pace;
  const inline = upload.totalBytes <= INLINE_BYTES;
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await requestDeployment(work, upload, { identity, inline });
    } catch (fault) {
      signal.throwIfAborted();
      if (!(fault instanceof ApiFault) || attempt >= attempts) throw fault;
      if (fault.code === "missing_files") await uploadFiles(work, upload, fault.missing);
      else if (!fault.ambiguous) throw fault;
      else {
        await api.wait(backoffMs * 2 ** (attempt - 1), signal);
        const made = await findDeployment(work, identity);
        if (made) return made;
      }
    }
  }
}

async function requestDeployment(
  { api, project, signal }: DeploymentWork,
  upload: Upload,
  { identity, inline }: { readonly identity: Identity; readonly inline: boolean },
): Promise<Deployment> {
  const json = {
    name: project.name,
    project: project.id,
    target: "production",
    projectSettings: { framework: "hono" },
    meta: {
      genesisBusiness: identity.businessId,
      genesisFiles: identity.filesDigest,
      genesisRelease: identity.release,
    },
    files: upload.files.map(({ path, bytes, sha1 }) =>
      inline
        ? { file: path, data: bytes.toString("base64"), encoding: "base64" }
        : { file: path, sha: sha1, size: bytes.length },
    ),
  };
  return api.call("POST", "/v13/deployments", {
    stage: "create",
    schema: DeploymentSchema,
    query: { skipAutoDetectionConfirmation: "1" },
    json,
    signal,
    repeatable: false,
  });
}

/** Files are kept by their digest there, so uploading one again changes nothing. */
async function uploadFiles(
  { api, signal }: DeploymentWork,
  { files }: Upload,
  missing: readonly string[],
): Promise<void> {
  const wanted = new Set(missing);
  const bySha = new Map(files.filter(({ sha1 }) => wanted.has(sha1)).map((file) => [file.sha1, file]));
  if (bySha.size < wanted.size || wanted.size === 0) {
    throw vercelError(
      "VERCEL_ANSWER_INVALID",
      "upload",
      "The API asks for files that the project doesn't have.",
    );
  }
  const queue = [...bySha.values()];
  const lane = async () => {
    for (let file = queue.shift(); file; file = queue.shift()) {
      await api.call("POST", "/v2/files", {
        stage: "upload",
        schema: z.unknown(),
        bytes: file.bytes,
        headers: { "content-type": "application/octet-stream", "x-vercel-digest": file.sha1 },
        signal,
      });
    }
  };
  await Promise.all(Array.from({ length: UPLOADS_AT_ONCE }, lane));
}

/**
 * Waits until `host`, the address of the project, leads to the deployment. When Vercel doesn't see to that by itself, as after a
 * rollback by hand, it is promoted. Throws VERCEL_BUILD_FAILED, VERCEL_CANCELED, VERCEL_TIMEOUT.
 */
export async function becomesLive(
  work: DeploymentWork,
  begun: Deployment,
  host: (deployment: Deployment) => string,
): Promise<Deployment> {
  const { api, signal } = work;
  const { pollMs, buildMs } = api.pace;
  const deadline = performance.now() + buildMs;
  let promoted = false;
  let looksWhileReady = 0;
  let deployment = begun;
  for (let pause = pollMs; ; pause = Math.min(pause * 1.3, pollMs * 5)) {
    const { readyState, aliasAssigned, aliasError } = deployment;
    if (FAILED.has(readyState)) throw await buildError(work, deployment);
    if (aliasError) throw vercelError("VERCEL_REFUSED", "alias", api.scrub(aliasError.message));
    if (readyState === "READY") {
      if (aliasAssigned && (await servedAt(work, host(deployment))) === deployment.id) return deployment;
      looksWhileReady += 1;
      if (looksWhileReady > 3 && !promoted) {
        await promote(work, deployment.id);
        promoted = true;
      }
    }
    if (performance.now() > deadline) {
      const stage = readyState === "READY" ? "alias" : "build";
      const message = `${deployment.id} is still ${readyState} after ${buildMs / 1_000} s.`;
      throw vercelError("VERCEL_TIMEOUT", stage, message);
    }
    await api.wait(pause, signal);
    deployment = await getDeployment(work, deployment.id);
  }
}

/** Makes a deployment that is ready the one that the addresses of the project lead to. It is not built again. */
export async function promote({ api, project, signal }: DeploymentWork, id: string): Promise<void> {
  const path = `/v10/projects/${project.id}/promote/${id}`;
  try {
    await api.call("POST", path, { stage: "alias", schema: z.unknown(), json: {}, signal });
  } catch (fault) {
    // It is the one already.
    if (!(fault instanceof ApiFault) || fault.status !== 409) throw fault;
  }
}

/** True when it was there. */
export async function deleteDeployment(
  { api, signal }: Pick<DeploymentWork, "api" | "signal">,
  id: string,
): Promise<boolean> {
  const path = `/v13/deployments/${encodeURIComponent(id)}`;
  return gone(() => api.call("DELETE", path, { stage: "remove", schema: z.unknown(), signal }));
}

async function buildError(work: DeploymentWork, deployment: Deployment): Promise<GenesisError> {
  const { id, readyState, errorMessage, errorCode } = deployment;
  if (readyState !== "ERROR") {
    return vercelError("VERCEL_CANCELED", "build", `${id} was ${readyState.toLowerCase()}.`);
  }
  const said = work.api.scrub(errorMessage ?? errorCode ?? "no reason given");
  return vercelError("VERCEL_BUILD_FAILED", "build", `${id} failed: ${said}${await lastLines(work, id)}`);
}

/** The end of the build log. Without it the error is less telling, and no other. */
async function lastLines({ api, signal }: DeploymentWork, id: string): Promise<string> {
  try {
    const events = await api.call("GET", `/v3/deployments/${id}/events`, {
      stage: "build",
      schema: EventListSchema,
      query: { limit: "50", direction: "backward" },
      signal,
    });
    const lines = events
      .filter(({ type }) => type === "stderr" || type === "error" || type === "fatal")
      .map(({ text, payload }) => (text ?? payload?.text ?? "").trim())
      .filter((line) => line !== "")
      .slice(0, LOG_LINES);
    return lines.length === 0 ? "" : `\nIts log says:\n${api.scrub(lines.join("\n"))}`;
  } catch {
    signal.throwIfAborted();
    return "";
  }
}
