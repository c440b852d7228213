import type { GenesisError } from "../../state/errors.ts";
import { hostOf, isLoopbackHost, isPublicHost } from "../net/addresses.ts";
import { limitedText, type VercelApi } from "./api.ts";
import { vercelError } from "./errors.ts";

/** A page with less is none, in bytes. */
const MIN_BYTES = 200;
const MAX_BYTES = 2_097_152;
const MAX_REDIRECTS = 3;

export interface Site {
  readonly url: string;
  /** Which the title has to contain. */
  readonly name: string;
}

/**
 * The URL of a host that the API names. It is https, and on the public network; only an API on this machine may speak of
 * sites on this machine. Throws VERCEL_ANSWER_INVALID.
 */
export function siteUrl(host: string, apiUrl: string): string {
  const local = isLoopbackHost(hostOf(new URL(apiUrl)));
  const candidate = `https://${host}`;
  const parsed = URL.canParse(candidate) ? new URL(candidate) : undefined;
  const bare = parsed !== undefined && parsed.host === host.toLowerCase() && parsed.pathname === "/";
  if (parsed && bare) {
    if (local && isLoopbackHost(hostOf(parsed))) return `http://${host}`;
    if (isPublicHost(hostOf(parsed)) && parsed.port === "") return `https://${host}`;
  }
  const message = `The API names ${JSON.stringify(host.slice(0, 80))} as an address, which is none of a public site.`;
  throw vercelError("VERCEL_ANSWER_INVALID", "site", message);
}

/**
 * Looks at a site until it is what it should be, for as long as new addresses may take to be known everywhere. Throws
 * VERCEL_SITE_INVALID or VERCEL_SITE_PROTECTED with what was seen last.
 */
export async function validateSite(api: VercelApi, site: Site, signal: AbortSignal): Promise<string[]> {
  const { backoffMs, siteMs } = api.pace;
  const deadline = performance.now() + siteMs;
  for (let pause = backoffMs; ; pause *= 2) {
    const problem = await problemOf(api, site, signal);
    if (problem === undefined) break;
    if (problem.code === "VERCEL_SITE_PROTECTED" || performance.now() + pause > deadline) throw problem;
    await api.wait(pause, signal);
  }
  return [
    "its URL answers with 200 and a page of a sensible size",
    "the title of the page names the business",
    "it is no error page and leads nowhere else",
  ];
}

async function problemOf(
  api: VercelApi,
  { url, name }: Site,
  signal: AbortSignal,
): Promise<GenesisError | undefined> {
  const invalid = (message: string) => vercelError("VERCEL_SITE_INVALID", "site", `${url} ${message}.`);
  let page: { response: Response; text: string } | undefined;
  try {
    page = await visit(url, AbortSignal.any([signal, AbortSignal.timeout(api.pace.requestMs)]));
  } catch (error) {
    signal.throwIfAborted();
    return invalid(`does not answer (${api.scrub(error instanceof Error ? error.message : String(error))})`);
  }
  if (!page) return invalid("leads somewhere else");
  const { response, text } = page;
  if (response.status === 401) {
    return vercelError("VERCEL_SITE_PROTECTED", "site", `${url} asks visitors to sign in to Vercel.`);
  }
  const fault = response.headers.get("x-vercel-error");
  if (fault !== null) return invalid(`shows the error page ${api.scrub(fault)}`);
  if (response.status !== 200) return invalid(`answers with HTTP ${response.status}`);
  if (!/^text\/html\b/i.test(response.headers.get("content-type") ?? "")) return invalid("is no HTML page");
  if (Buffer.byteLength(text) < MIN_BYTES)
    return invalid(`has ${Buffer.byteLength(text)} bytes, so it is no page`);
  const title = titleOf(text);
  if (plain(title).includes(plain(name))) return undefined;
  return invalid(`has the title "${api.scrub(title)}", which does not name "${name}"`);
}

/** Follows redirects within the site; undefined when one leads out of it. */
async function visit(
  url: string,
  signal: AbortSignal,
): Promise<{ response: Response; text: string } | undefined> {
  let at = new URL(url);
  for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects += 1) {
    const response = await fetch(at.href, { redirect: "manual", signal, headers: { accept: "text/html" } });
    const location = response.headers.get("location");
    if (response.status < 300 || response.status >= 400 || location === null) {
      return { response, text: await limitedText(response, MAX_BYTES) };
    }
    await response.body?.cancel();
    const next = URL.canParse(location, at.href) ? new URL(location, at.href) : undefined;
    if (next?.origin !== at.origin) return undefined;
    at = next;
  }
  return undefined;
}

function titleOf(html: string): string {
  return /<title[^>]*>([^<]*)<\/title>/i.exec(html)?.[1]?.trim() ?? "";
}

const ENTITIES: Readonly<Record<string, string>> = {
  amp: "&",
  lt: "<",
  gt: ">",
  quot: '"',
  "#39": "'",
  "#x27": "'",
};

/** As it is read: without entities, and the same whatever the case and the spaces. */
function plain(text: string): string {
  return text
    .replace(/&(amp|lt|gt|quot|#39|#x27);/g, (_match, entity: string) => ENTITIES[entity] ?? "")
    .replace(/\s+/g, " ")
    .trim()
    .toLowerCase();
}
