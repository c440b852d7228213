import { z } from "zod";
import type { GenesisError } from "../../state/errors.ts";
import { ApiFault, type VercelApi } from "./api.ts";
import { vercelError } from "./errors.ts";
import {
  type Domain,
  DomainListSchema,
  DomainSchema,
  EnvListSchema,
  type Project,
  ProjectSchema,
} from "./schemas.ts";

/** The setting by which a project says whose it is. It is set in the request that creates the project. */
export const OWNER_MARK = "GENESIS_BUSINESS";
const TARGETS = ["production", "preview"] as const;

export interface ProjectWork {
  readonly api: VercelApi;
  readonly businessId: string;
  readonly signal: AbortSignal;
}

/** The project of the business, created when it is not there. Throws VERCEL_NAME_TAKEN and what the API throws. */
export async function ensureProject(
  { api, businessId, signal }: ProjectWork,
  { id, name }: { readonly id: string | null; readonly name: string },
): Promise<Project & { readonly created: boolean }> {
  const owner = { api, businessId, signal };
  const found = (id && (await findProject(owner, id))) || (await findProject(owner, name));
  if (found) return { ...found, created: false };
  const mark = { key: OWNER_MARK, value: businessId, type: "plain", target: TARGETS };
  try {
    const json = { name, framework: "hono", environmentVariables: [mark] };
    const stage = "project";
    const project = await api.call("POST", "/v11/projects", { stage, schema: ProjectSchema, json, signal });
    return { ...project, created: true };
  } catch (fault) {
    // An attempt before this one may have made it, though its answer never came.
    if (!(fault instanceof ApiFault) || fault.status !== 409) throw fault;
    const made = await findProject(owner, name);
    if (made) return { ...made, created: true };
    throw nameTaken(name);
  }
}

/** The project by its name or id; undefined when there is none. Throws VERCEL_NAME_TAKEN when it is somebody else's. */
export async function findProject(
  { api, businessId, signal }: ProjectWork,
  nameOrId: string,
): Promise<Project | undefined> {
  const path = `/v9/projects/${encodeURIComponent(nameOrId)}`;
  try {
    const stage = "project";
    const project = await api.call("GET", path, { stage, schema: ProjectSchema, signal });
    const { envs } = await api.call("GET", `/v10/projects/${project.id}/env`, {
      stage,
      schema: EnvListSchema,
      signal,
    });
    if (envs.some(({ key, value }) => key === OWNER_MARK && value === businessId)) return project;
  } catch (fault) {
    if (!(fault instanceof ApiFault) || fault.status !== 404) throw fault;
    await api.checkTeam(signal);
    return undefined;
  }
  throw nameTaken(nameOrId);
}

/** Sets what the product needs to know; `secret` values are encrypted there. Setting the same again changes nothing. */
export async function setEnvironment(
  { api, signal }: ProjectWork,
  project: Project,
  values: readonly { readonly key: string; readonly value: string; readonly secret: boolean }[],
): Promise<void> {
  const json = values.map(({ key, value, secret }) => ({
    key,
    value,
    type: secret ? "encrypted" : "plain",
    target: TARGETS,
  }));
  const path = `/v10/projects/${project.id}/env`;
  const schema = z.unknown();
  await api.call("POST", path, { stage: "settings", schema, query: { upsert: "true" }, json, signal });
}

/** The addresses of a project, and the wanted one among them, added when it is not there yet. */
export async function ensureDomains(
  { api, signal }: ProjectWork,
  project: Project,
  wanted: string | undefined,
): Promise<readonly Domain[]> {
  const path = `/projects/${project.id}/domains`;
  const call = { stage: "domain", signal } as const;
  const list = async () =>
    (await api.call("GET", `/v9${path}`, { ...call, schema: DomainListSchema })).domains;
  const domains = await list();
  if (wanted === undefined || domains.some(({ name }) => name === wanted)) return domains;
  try {
    const json = { name: wanted };
    return [...domains, await api.call("POST", `/v10${path}`, { ...call, schema: DomainSchema, json })];
  } catch (fault) {
    if (!(fault instanceof ApiFault) || (fault.status !== 409 && fault.status !== 400)) throw fault;
    const now = await list();
    if (now.some(({ name }) => name === wanted)) return now;
    throw fault;
  }
}

/** True when it was there. */
export async function deleteProject(
  { api, signal }: Pick<ProjectWork, "api" | "signal">,
  id: string,
): Promise<boolean> {
  return gone(() =>
    api.call("DELETE", `/v9/projects/${id}`, { stage: "remove", schema: z.unknown(), signal }),
  );
}

/** Runs a removal; what is not there needs none. */
export async function gone(remove: () => Promise<unknown>): Promise<boolean> {
  try {
    await remove();
    return true;
  } catch (fault) {
    if (fault instanceof ApiFault && fault.status === 404) return false;
    throw fault;
  }
}

function nameTaken(name: string): GenesisError {
  return vercelError("VERCEL_NAME_TAKEN", "project", `The project "${name}" belongs to something else.`);
}
