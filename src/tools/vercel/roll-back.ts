import type { RemoteReceipt } from "../remote-host.ts";
import type { Workspace } from "../workspace.ts";
import { type DeploymentWork, deleteDeployment, listDeployments, promote, servedAt } from "./deployments.ts";
import { vercelError } from "./errors.ts";
import { deleteProject } from "./project.ts";
import type { Deployment } from "./schemas.ts";

const ALIAS_LOOKS = 10;

export interface Failed {
  readonly deployment: Deployment | undefined;
  readonly live: RemoteReceipt | null | undefined;
  readonly workspace: Workspace;
  readonly filesDigest: string;
}

/**
 * Undoes a failed deployment: visitors get what they got before, the failed one is deleted, and a project in which then
 * nothing stands too. Returns what could not be undone, and never throws for it: the failure itself is what counts.
 */
export async function rollBack(work: DeploymentWork, failed: Failed): Promise<string[]> {
  const left: string[] = [];
  const attempt = async (what: string, body: () => Promise<unknown>) => {
    try {
      await body();
    } catch {
      left.push(what); // Said in the error and in remote.json; `remove` can try again.
    }
  };
  const { live } = failed;
  // Also one whose making was never answered: it may have gone live meanwhile.
  const ids = await failedOnes(work, failed, attempt);
  if (live && ids.length > 0) {
    await attempt(`visitors sent back to deployment ${live.deployment_id}`, () => restore(work, live));
  }
  if (live && left.length > 0) return [...left, ...ids.map((id) => `deployment ${id}`)];
  for (const id of ids) await attempt(`deployment ${id}`, () => deleteDeployment(work, id));
  if (!live) {
    await attempt(`project ${work.project.name}`, async () => {
      if ((await listDeployments(work)).length === 0) await deleteProject(work, work.project.id);
    });
  }
  return left;
}

/** The one that failed; also one whose creation was never answered. The one that is live stays, whatever failed. */
async function failedOnes(
  work: DeploymentWork,
  { deployment, live, workspace, filesDigest }: Failed,
  attempt: (what: string, body: () => Promise<unknown>) => Promise<void>,
): Promise<readonly string[]> {
  const ids = new Set(deployment ? [deployment.id] : []);
  if (!deployment) {
    await attempt(`deployments of project ${work.project.name}`, async () => {
      for (const { uid, meta } of await listDeployments(work)) {
        if (meta?.genesisBusiness === workspace.businessId && meta.genesisFiles === filesDigest) ids.add(uid);
      }
    });
  }
  if (live) ids.delete(live.deployment_id);
  return [...ids];
}

async function restore(work: DeploymentWork, { deployment_id: id, url }: RemoteReceipt): Promise<void> {
  const { host } = new URL(url);
  if ((await servedAt(work, host)) === id) return;
  await promote(work, id);
  for (let look = 0; look < ALIAS_LOOKS; look += 1) {
    if ((await servedAt(work, host)) === id) return;
    await work.api.wait(work.api.pace.pollMs, work.signal);
  }
  throw vercelError("VERCEL_TIMEOUT", "alias", `Visitors are not sent back to ${id} yet.`);
}
