import type { ServerResponse } from "node:http";
import type { FakeSite, SiteMode } from "./fake-vercel-sites.ts";

export interface Fault {
  /** Method and path, such as `POST /v13/deployments`. */
  readonly on: RegExp;
  /** How often; for ever when absent. */
  times?: number;
  /** An answer in its place; or the request hangs (before or within the answer), or is cut off, done or not. */
  readonly act:
    | "hang"
    | "hang-body"
    | "cut"
    | "cut-after"
    | "garble"
    | { readonly status: number; readonly headers?: Record<string, string>; readonly body?: unknown };
}

export interface FakeDeployment {
  readonly id: string;
  readonly projectId: string;
  readonly created: number;
  readonly meta: Record<string, string>;
  readonly files: ReadonlyMap<string, Buffer>;
  readonly site: FakeSite;
  readonly mode: SiteMode;
  state: string;
  aliased: boolean;
}

export interface FakeProject {
  readonly id: string;
  readonly name: string;
  readonly framework: string | null;
  readonly env: Map<string, { key: string; value: string; type: string; target: string[] }>;
  readonly domains: { name: string; verified: boolean }[];
  readonly site: FakeSite;
  production: string | undefined;
}

export class Refusal extends Error {
  readonly status: number;
  readonly body: object;
  constructor(status: number, code: string, message: string, more: object = {}) {
    super(message);
    this.status = status;
    this.body = { error: { code, message, ...more } };
  }
}

/** What Vercel's detector asks for of a project with Hono among its dependencies. */
export function hasEntrypoint(files: ReadonlyMap<string, Buffer>): boolean {
  const names = ["app", "index", "server", "main", "src/app", "src/index", "src/server", "src/main"];
  return names.some((name) =>
    /(?:from|import)\s*\(?\s*["']hono["']/.test(String(files.get(`${name}.ts`) ?? "")),
  );
}

export function shown({ id, name, framework }: FakeProject): object {
  return { id, name, framework };
}

/** Values of encrypted settings are not given out. */
export function hidden({ key, value, type }: { key: string; value: string; type: string }): object {
  return { key, type, value: type === "plain" ? value : `encrypted:${key}` };
}

export function send(
  response: ServerResponse,
  status: number,
  body?: unknown,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { "content-type": "application/json", ...headers });
  response.end(body === undefined ? "" : JSON.stringify(body));
}
