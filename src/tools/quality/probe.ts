import { readFile } from "node:fs/promises";
import { join, normalize } from "node:path";
import { pathToFileURL } from "node:url";
import { checkContrast } from "./contrast.ts";
import { Crawl, type Person } from "./crawl.ts";
import { type Check, errorFinding, type Finding } from "./finding.ts";
import { checkHeaders } from "./headers.ts";
import { PageChecks } from "./page-checks.ts";
import { type Fetch, ORIGIN, QualityVisitor } from "./visitor.ts";

/** Each request comes a minute after the one before, so that limits by the clock don't get in the way. */
const STEP_MS = 61_000;
const START = Date.UTC(2026, 0, 15, 12);
const OWNER_KEY = "owner-key-of-the-quality-checks";
const PASSWORD = "a long enough password 1";
const EMAIL = "quality@example.com";

/** What a release brings: the modules of the kit and the blocks it is made of. */
interface Release {
  createApp(
    product: unknown,
    options: { report(error: unknown): void },
  ): { fetch(request: Request): Response | Promise<Response> };
  createProduct(parts: object): unknown;
  Database: new (path: string) => { close(): void };
  readBusiness(path: string): unknown;
  blocks: readonly { readonly id: string }[];
}

export interface ProbeReport {
  readonly findings: readonly Finding[];
  /** Milliseconds by check. */
  readonly spent: Readonly<Partial<Record<Check, number>>>;
}

/**
 * Runs a release in this process, on an empty database in memory, and walks through it as a visitor, as a user who
 * signed up (with the accounts block) and as the owner; then once more as a visitor, who sees what they made.
 */
export async function probe(folder: string, checks: ReadonlySet<Check>): Promise<ProbeReport> {
  const now = () => performance.now();
  const started = now();
  const running = await open(folder);
  const findings: Finding[] = [];
  const sizes = new Map<string, Promise<number>>();
  const sizeOf = (path: string) => {
    const size = sizes.get(path) ?? textOf(running.fetch, path).then((text) => Buffer.byteLength(text));
    sizes.set(path, size);
    return size;
  };
  const pages = new PageChecks({ checks, sizeOf, now });
  const headers = new Map<string, Finding>();
  const seen = (path: string, response: Response) => {
    for (const finding of checkHeaders(response.headers, path, path)) {
      if (!headers.has(finding.message)) headers.set(finding.message, finding);
    }
  };
  for (const { role, starts } of personas(running.blocks)) {
    const person: Person = { role, visitor: new QualityVisitor(running.fetch, seen), ...IDENTITY };
    const crawl = new Crawl(person, { onPage: (page) => pages.look(page), lastError: running.lastError });
    findings.push(...(await signIn(person)));
    await crawl.walk(starts);
    findings.push(...crawl.findings);
  }
  if (checks.has("contrast"))
    findings.push(...checkContrast(await textOf(running.fetch, "/assets/site.css")));
  if (checks.has("headers")) findings.push(...headers.values());
  running.close();
  const inPages = [...pages.spent.values()].reduce((sum, ms) => sum + ms, 0);
  return {
    findings: once([...findings, ...pages.findings].filter(({ check }) => checks.has(check))),
    spent: { ...Object.fromEntries(pages.spent), links: now() - started - inPages },
  };
}

const IDENTITY = { email: EMAIL, password: PASSWORD, ownerKey: OWNER_KEY };
const PUBLIC = ["/", "/help", "/privacy", "/robots.txt", "/sitemap.xml", "/healthz"];

function personas(blocks: Release["blocks"]): { role: Person["role"]; starts: readonly string[] }[] {
  const hasAccounts = blocks.some(({ id }) => id === "accounts");
  return [
    { role: "visitor", starts: PUBLIC },
    ...(hasAccounts ? [{ role: "user" as const, starts: ["/"] }] : []),
    { role: "owner", starts: ["/owner", "/"] },
    { role: "visitor", starts: PUBLIC },
  ];
}

/** Users sign up, which leaves them signed in. */
async function signIn({ role, visitor }: Person): Promise<Finding[]> {
  if (role === "visitor") return [];
  const [path, fields] =
    role === "owner"
      ? ["/owner/sign-in", { key: OWNER_KEY }]
      : ["/sign-up", { name: "Quality", email: EMAIL, password: PASSWORD }];
  const { status } = await visitor.post(path, new URLSearchParams(fields));
  if (status < 400 && visitor.has("session")) return [];
  return [
    errorFinding("forms", `POST ${path}`, `Signing in as ${role} does not work: it answers ${status}.`),
  ];
}

async function open(folder: string) {
  const release = await load(folder);
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
    return file ? new Response(file, { headers: response.headers }) : response;
  };
  const lastError = () => {
    const error = last;
    last = undefined;
    return error;
  };
  return { fetch, lastError, blocks: release.blocks, close: () => db.close() };
}

async function load(folder: string): Promise<Release> {
  const part = (path: string) => import(pathToFileURL(join(folder, "dist", path)).href) as Promise<object>;
  const parts = ["kit/app.js", "kit/product.js", "kit/database.js", "kit/business.js", "blocks.js"];
  // The shape is that of the kit, which every project brings along.
  return Object.assign({}, ...(await Promise.all(parts.map(part)))) as Release;
}

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

async function textOf(fetch: Fetch, path: string): Promise<string> {
  return (await fetch(new Request(ORIGIN + path))).text();
}

/** The same fault may be met by several people; it is told for the first. */
function once(findings: readonly Finding[]): Finding[] {
  const plain = (where: string) => where.replace(/ as \w+$/, "");
  return [
    ...new Map(
      [...findings].reverse().map((one) => [`${one.check} ${plain(one.where)} ${one.message}`, one]),
    ).values(),
  ].reverse();
}
