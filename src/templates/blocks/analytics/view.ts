/** What is kept of a page view; none of it says who it was. */
export interface PageView {
  /** As it may be stored: parts that could be somebody's own, such as tokens, are starred out. */
  readonly path: string;
  /** The site that led here; null when it is this one, or unknown. */
  readonly referrer: string | null;
  /** The campaign that the link named (utm_source, utm_campaign). */
  readonly campaign: string | null;
}

export interface Facts {
  readonly method: string;
  readonly status: number;
  readonly url: string;
  readonly contentType: string;
  readonly header: (name: string) => string | undefined;
}

const NOT_PUBLIC = /^\/(?:owner|account|api|embed|assets|test-payment)(?:\/|$)/;
const MACHINES = /bot|crawl|spider|slurp|preview|monitor|curl|wget|python|node|http-client/i;
const PLAIN_PART = /^[a-z0-9][a-z0-9-]{0,79}$/;
/** Lower-case and readable, yet not a word: such as codes of invitation. */
const CODE_FOLDERS = /^\/(?:r|t)\//;

/** What to count of an answered request; undefined for machines, for pages that aren't public, and for whoever asks not to be counted. */
export function pageView({ method, status, url, contentType, header }: Facts): PageView | undefined {
  const { pathname, searchParams, host } = new URL(url);
  if (method !== "GET" || status !== 200 || !contentType.startsWith("text/html")) return undefined;
  if (NOT_PUBLIC.test(pathname)) return undefined;
  if (header("dnt") === "1" || header("sec-gpc") === "1") return undefined;
  if (/prefetch|prerender/.test(header("sec-purpose") ?? header("purpose") ?? "")) return undefined;
  const browser = header("user-agent") ?? "";
  if (browser === "" || MACHINES.test(browser)) return undefined;
  return {
    path: safePath(pathname),
    referrer: referrerHost(header("referer"), host),
    campaign: campaign(searchParams),
  };
}

/** Parts that aren't plain words are starred out: they may be tokens. */
export function safePath(path: string): string {
  const parts = path.split("/").filter(Boolean).slice(0, 6);
  const safe = parts.map((part, at) =>
    PLAIN_PART.test(part) && !(at > 0 && CODE_FOLDERS.test(path)) ? part : "*",
  );
  return `/${safe.join("/")}`;
}

/** Only the host: the rest of an address can tell what somebody read or searched. */
function referrerHost(referrer: string | undefined, own: string): string | null {
  if (!referrer || !URL.canParse(referrer)) return null;
  const { host, protocol } = new URL(referrer);
  if (!/^https?:$/.test(protocol) || host === own || host.length > 100) return null;
  return host.replace(/^www\./, "");
}

function campaign(query: URLSearchParams): string | null {
  const names = [query.get("utm_source"), query.get("utm_campaign")].map((name) => name?.toLowerCase() ?? "");
  const known = names.filter((name) => /^[a-z0-9][a-z0-9 _.-]{0,39}$/.test(name));
  return known.length === 0 ? null : known.join(" / ");
}
