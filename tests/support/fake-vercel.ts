import { createHash } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";
import {
  type FakeDeployment,
  type FakeProject,
  type Fault,
  hasEntrypoint,
  hidden,
  Refusal,
  send,
  shown,
} from "./fake-vercel-parts.ts";
import { FakeSite, type SiteMode } from "./fake-vercel-sites.ts";

/**
 * Vercel's REST API as its documentation describes it, on loopback and with state: projects, settings, domains, files by
 * SHA-1, deployments that build as they are looked at, and the sites they end in.
 */
export class FakeVercel {
  readonly token = "vc-token-0123456789abcdef";
  team: string | undefined;
  build: "ready" | "error" | "never" | "canceled" = "ready";
  site: SiteMode = "good";
  autoAlias = true;
  verifyDomains = true;
  readonly faults: Fault[] = [];
  /** Every request, as `METHOD /path`. */
  readonly requests: string[] = [];
  readonly projects = new Map<string, FakeProject>();
  readonly deployments = new Map<string, FakeDeployment>();
  readonly files = new Map<string, Buffer>();
  /** Ids of all that were ever created. */
  readonly created: string[] = [];
  readonly #server: Server;
  readonly #sites: FakeSite[] = [];
  #count = 0;

  private constructor() {
    this.#server = createServer((request, response) => void this.#serve(request, response));
  }

  static async start(after: (stop: () => Promise<void>) => void = onTestFinished): Promise<FakeVercel> {
    const fake = new FakeVercel();
    await new Promise<void>((resolve) => fake.#server.listen(0, "127.0.0.1", resolve));
    after(() => fake.close());
    return fake;
  }

  get apiUrl(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
    for (const site of this.#sites) await site.close();
  }

  count(pattern: RegExp): number {
    return this.requests.filter((request) => pattern.test(request)).length;
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? "/", this.apiUrl);
    const line = `${request.method} ${url.pathname}`;
    this.requests.push(line);
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const fault = this.faults.find(({ on, times }) => on.test(line) && times !== 0);
    if (fault?.times !== undefined) fault.times -= 1;
    const act = fault?.act;
    if (act === "hang") return;
    if (act === "cut") return void response.destroy();
    if (act === "garble") return send(response, 200, { hello: "world" });
    if (typeof act === "object") return send(response, act.status, act.body, act.headers);
    let status = 200;
    let body: unknown;
    try {
      this.#authorize(request, url);
      body = await this.#route(line, url, { bytes: Buffer.concat(chunks), headers: request.headers });
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      ({ status, body } = error);
    }
    if (act === "cut-after") return void response.destroy();
    if (act === "hang-body") {
      response.writeHead(200, { "content-type": "application/json", "content-length": "100000" });
      response.write('{"half":');
      return;
    }
    send(response, status, body);
  }

  #authorize({ headers }: IncomingMessage, url: URL): void {
    if (headers.authorization !== `Bearer ${this.token}`) {
      throw new Refusal(403, "forbidden", `Not authorized: ${headers.authorization}`, { invalidToken: true });
    }
    const team = url.searchParams.get("teamId");
    if ((team ?? undefined) !== this.team) throw new Refusal(404, "not_found", "Team not found");
  }

  async #route(
    line: string,
    url: URL,
    { bytes, headers }: { bytes: Buffer; headers: IncomingMessage["headers"] },
  ): Promise<unknown> {
    const json = () => JSON.parse(String(bytes) || "{}");
    const at = (pattern: RegExp) => pattern.exec(line)?.slice(1) as [string, string] | undefined;
    const project = at(/ \/v\d+\/projects\/([^/]+)/);
    if (line === "POST /v11/projects") return this.#createProject(json());
    if (line === "POST /v2/files") return this.#upload(bytes, String(headers["x-vercel-digest"]));
    if (line === "POST /v13/deployments") return this.#deploy(json());
    if (line === "GET /v6/deployments") return this.#list(url);
    if (line.startsWith("GET /v2/teams/")) return { id: this.team };
    if (project)
      return this.#projectRoute(line, this.#project(decodeURIComponent(project[0])), { json, url });
    const events = at(/^GET \/v3\/deployments\/([^/]+)\/events$/);
    if (events) return [{ type: "stderr", payload: { text: `TS2304 with ${this.token}` } }];
    const deployment = at(/^(?:GET|DELETE) \/v13\/deployments\/([^/]+)$/);
    if (deployment && line.startsWith("GET")) return this.#look(decodeURIComponent(deployment[0]));
    if (deployment) return this.#delete(this.#deployment(deployment[0]));
    throw new Refusal(404, "not_found", `No such endpoint: ${line}`);
  }

  // biome-ignore lint/suspicious/noExplicitAny: bodies of requests are what the test is about
  async #createProject({ name, framework = null, environmentVariables = [] }: any): Promise<object> {
    if (!/^[a-z0-9._-]{1,100}$/.test(name) || name.includes("---")) {
      throw new Refusal(400, "bad_request", "Invalid request: `name` is no name of a project.");
    }
    if ([...this.projects.values()].some((project) => project.name === name)) {
      throw new Refusal(409, "conflict", "A project with this name already exists.");
    }
    const site = await this.#openSite();
    const project: FakeProject = {
      id: `prj_${++this.#count}`,
      name,
      framework,
      env: new Map(),
      domains: [{ name: site.host, verified: true }],
      site,
      production: undefined,
    };
    for (const variable of environmentVariables) project.env.set(variable.key, variable);
    this.projects.set(project.id, project);
    return shown(project);
  }

  async #projectRoute(
    line: string,
    project: FakeProject,
    // biome-ignore lint/suspicious/noExplicitAny: as above
    { json, url }: { json: () => any; url: URL },
  ): Promise<unknown> {
    if (line.startsWith("GET") && line.endsWith("/env"))
      return { envs: [...project.env.values()].map(hidden) };
    if (line.startsWith("GET") && line.endsWith("/domains")) return { domains: project.domains };
    if (line.startsWith("GET")) return shown(project);
    if (line.startsWith("DELETE")) {
      for (const { id, projectId } of this.deployments.values()) {
        if (projectId === project.id) this.deployments.delete(id);
      }
      this.projects.delete(project.id);
      project.site.show(undefined, "good");
      return undefined;
    }
    if (line.endsWith("/env")) {
      if (url.searchParams.get("upsert") !== "true") throw new Refusal(400, "ENV_CONFLICT", "It exists.");
      for (const variable of json()) project.env.set(variable.key, variable);
      return { created: [], failed: [] };
    }
    if (line.endsWith("/domains")) {
      const domain = { name: json().name as string, verified: this.verifyDomains };
      project.domains.push(domain);
      return domain;
    }
    const promoted = /\/promote\/(.+)$/.exec(line)?.[1];
    if (promoted === undefined) throw new Refusal(404, "not_found", `No such endpoint: ${line}`);
    this.#alias(this.#deployment(promoted));
    return undefined;
  }

  #upload(bytes: Buffer, digest: string): object {
    if (createHash("sha1").update(bytes).digest("hex") !== digest) {
      throw new Refusal(400, "bad_request", "The digest is not that of the content.");
    }
    this.files.set(digest, bytes);
    return {};
  }

  // biome-ignore lint/suspicious/noExplicitAny: as above
  async #deploy({ name, project, target, meta = {}, files }: any): Promise<object> {
    const { id: projectId } = this.#project(project ?? name);
    const missing = files.filter(({ sha }: { sha?: string }) => sha && !this.files.has(sha));
    if (missing.length > 0) {
      const shas = missing.map(({ sha }: { sha: string }) => sha);
      throw new Refusal(400, "missing_files", "Missing files", { missing: shas });
    }
    if (target !== "production") throw new Refusal(400, "bad_request", "Only production is played here.");
    const content = new Map<string, Buffer>();
    for (const { file, data, encoding, sha } of files) {
      content.set(file, sha ? (this.files.get(sha) as Buffer) : Buffer.from(data, encoding));
    }
    const deployment: FakeDeployment = {
      id: `dpl_${++this.#count}`,
      projectId,
      created: Date.now() + this.#count,
      meta,
      files: content,
      site: await this.#openSite(),
      mode: this.site,
      state: "QUEUED",
      aliased: false,
    };
    this.deployments.set(deployment.id, deployment);
    this.created.push(deployment.id);
    return this.#view(deployment);
  }

  #list(url: URL): object {
    const all = [...this.deployments.values()]
      .filter(({ projectId }) => projectId === url.searchParams.get("projectId"))
      .filter(({ created }) => created < Number(url.searchParams.get("until") ?? Number.POSITIVE_INFINITY))
      .sort((a, b) => b.created - a.created);
    const page = all.slice(0, Number(url.searchParams.get("limit") ?? 20));
    const next = page.length < all.length ? (page.at(-1)?.created ?? null) : null;
    const deployments = page.map(({ id, state, created, meta }) => ({ uid: id, state, created, meta }));
    return { deployments, pagination: { count: page.length, next, prev: null } };
  }

  /** A build goes on by being looked at. */
  #look(idOrHost: string): object {
    const addressed = [...this.projects.values()].find(({ domains }) =>
      domains.some(({ name }) => name === idOrHost),
    );
    const deployment = this.#deployment(addressed ? (addressed.production ?? "") : idOrHost);
    if (deployment.state === "QUEUED") deployment.state = "BUILDING";
    else if (deployment.state === "BUILDING" && this.build === "canceled") deployment.state = "CANCELED";
    else if (deployment.state === "BUILDING" && (this.build === "error" || !hasEntrypoint(deployment.files)))
      deployment.state = "ERROR";
    else if (deployment.state === "BUILDING" && this.build === "ready") {
      deployment.state = "READY";
      deployment.site.show(deployment.files, deployment.mode);
      if (this.autoAlias) this.#alias(deployment);
    }
    return this.#view(deployment);
  }

  #alias(deployment: FakeDeployment): void {
    const project = this.#project(deployment.projectId);
    deployment.aliased = true;
    project.production = deployment.id;
    project.site.show(deployment.files, deployment.mode);
  }

  #delete({ id, projectId, site }: FakeDeployment): object {
    this.deployments.delete(id);
    site.show(undefined, "good");
    const project = this.projects.get(projectId);
    if (project?.production === id) {
      project.production = undefined;
      project.site.show(undefined, "good");
    }
    return { uid: id, state: "DELETED" };
  }

  #view({ id, site, state, aliased, meta, projectId }: FakeDeployment): object {
    const failed = state === "ERROR" && { errorCode: "BUILD_FAILED", errorMessage: "No entrypoint found" };
    const alias = aliased ? [this.#project(projectId).site.host] : [];
    return { id, url: site.host, readyState: state, alias, aliasAssigned: aliased, meta, ...failed };
  }

  #project(idOrName: string): FakeProject {
    for (const project of this.projects.values()) {
      if (project.id === idOrName || project.name === idOrName) return project;
    }
    throw new Refusal(404, "not_found", "Project not found");
  }

  #deployment(id: string): FakeDeployment {
    const found = this.deployments.get(id);
    if (found) return found;
    throw new Refusal(404, "not_found", "The deployment could not be found");
  }

  async #openSite(): Promise<FakeSite> {
    const site = await FakeSite.open();
    this.#sites.push(site);
    return site;
  }
}
