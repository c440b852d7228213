import { readFile } from "node:fs/promises";
import { extname, join, normalize } from "node:path";
import { pathToFileURL } from "node:url";
import { type Fetch, ORIGIN } from "./visitor.ts";

/** Each request comes a minute after the one before, so that limits by the clock don't get in the way. */
const STEP_MS = 61_000;
const START = Date.UTC(2026, 0, 15, 12);
export const OWNER_KEY = "owner-key-of-the-quality-checks";

/** What a release brings: the modules of the kit and the blocks it is made of. */
interface Release {
  createApp(
    product: unknown,
    options: { report(error: unknown): void },
  ): { fetch(request: Request): Response | Promise<Response> };
  createProduct(parts: object): { readonly outbox: { list(): readonly { readonly body: string }[] } };
  Database: new (path: string) => { close(): void };
  readBusiness(path: string): unknown;
  blocks: readonly { readonly id: string }[];
}

export interface ReleaseParts {
  /** The module of its app (compileApp). */
  readonly app: string;
  /** The folder of business.json and public/. */
  readonly folder: string;
}

export interface RunningRelease {
  readonly fetch: Fetch;
  /** Ids of its blocks. */
  readonly blocks: readonly string[];
  /** What the product reported since it was asked last: the reason of a 500. */
  lastError(): string | undefined;
  /** Paths of this product in e-mail that went out since it was asked last. */
  mailLinks(): string[];
  close(): void;
}

/** Runs a release in this process, on an empty database in memory. Throws what keeps it from starting. */
export async function openRelease({ app: module, folder }: ReleaseParts): Promise<RunningRelease> {
  // The shape is that of the kit, which every project brings along.
  const release = (await import(pathToFileURL(module).href)) as Release;
  let time = START;
  let last: string | undefined;
  const db = new release.Database(":memory:");
  const product = release.createProduct({
    business: release.readBusiness(join(folder, "business.json")),
    blocks: release.blocks,
    db,
    now: () => time,
    baseUrl: ORIGIN,
    secrets: { ownerKey: OWNER_KEY, sessionKey: "session-key-of-the-quality-checks" },
  });
  const app = release.createApp(product, {
    report: (error) => {
      last = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    },
  });
  const fetch: Fetch = async (request) => {
    time += STEP_MS;
    const response = await app.fetch(request);
    const file =
      response.status === 404 ? await publicFile(folder, new URL(request.url).pathname) : undefined;
    if (!file) return response;
    const headers = new Headers(response.headers);
    headers.set("content-type", TYPES[extname(new URL(request.url).pathname)] ?? "application/octet-stream");
    return new Response(file, { headers });
  };
  const lastError = () => {
    const error = last;
    last = undefined;
    return error;
  };
  const read = new Set<string>();
  const mailLinks = () => {
    const fresh = product.outbox
      .list()
      .flatMap(({ body }) => pathsIn(body))
      .filter((path) => !read.has(path));
    for (const path of fresh) read.add(path);
    return fresh;
  };
  return { fetch, lastError, mailLinks, blocks: release.blocks.map(({ id }) => id), close: () => db.close() };
}

/** Links of the product in the text of a message, which end with a space. */
function pathsIn(body: string): string[] {
  return body
    .split(/\s+/)
    .filter((word) => word.startsWith(`${ORIGIN}/`))
    .map((word) => word.slice(ORIGIN.length).replace(/#.*$|[.,;:)]+$/, ""));
}

const TYPES: Readonly<Record<string, string>> = {
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
};

/** Static files are served beside the app (kit/start.ts): `/assets/x` is `public/x`. */
async function publicFile(folder: string, path: string): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const name = normalize(decodeURIComponent(path));
  if (!name.startsWith("/assets/")) return undefined;
  try {
    return new Uint8Array(await readFile(join(folder, "public", name.slice("/assets/".length))));
  } catch {
    // The app has said already that there is no such file.
    return undefined;
  }
}

export async function textOf(fetch: Fetch, path: string): Promise<string> {
  return (await fetch(new Request(ORIGIN + path))).text();
}
