import { toErrorInfo } from "../../state/errors.ts";
import { type RemoteRemoval, readRemote, writeRemote } from "../remote-host.ts";
import type { Workspace } from "../workspace.ts";
import { ApiFault, type VercelApi } from "./api.ts";
import { deleteDeployment, listDeployments } from "./deployments.ts";
import { deleteProject, findProject } from "./project.ts";

const ABSENT: RemoteRemoval = { outcome: "absent", removed: [], left: [], error: null };

/** Removes the deployments of a business and its project; see RemoteHost.remove. */
export async function removeAll(
  api: VercelApi,
  workspace: Workspace,
  signal: AbortSignal,
): Promise<RemoteRemoval> {
  const record = readRemote(workspace);
  if (!record) return ABSENT;
  const removed: string[] = [];
  let left: string[] = [`project ${record.project.name}`];
  try {
    const owner = { api, businessId: workspace.businessId, signal };
    const project = await findProject(owner, record.project.id ?? record.project.name);
    if (project) {
      const work = { api, project, signal };
      const ids = (await listDeployments(work)).map(({ uid }) => uid);
      left = [...ids.map((id) => `deployment ${id}`), `project ${project.name}`];
      for (const id of ids) {
        await deleteDeployment(work, id);
        removed.push(left.shift() ?? "");
      }
      await deleteProject(work, project.id);
      removed.push(left.shift() ?? "");
    }
    const none = { id: null, name: record.project.name };
    writeRemote(workspace, { ...record, state: "removed", project: none, live: null, left: [] });
    return project ? { outcome: "removed", removed, left: [], error: null } : ABSENT;
  } catch (error) {
    signal.throwIfAborted();
    writeRemote(workspace, { ...record, left });
    return {
      outcome: "partial",
      removed,
      left,
      error: toErrorInfo(error instanceof ApiFault ? error.error : error),
    };
  }
}
