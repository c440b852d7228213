import type { Clock } from "../../state/clock.ts";
import { type AgentEndpoint, readCard } from "./card.ts";
import { a2aFault, isA2aFault } from "./faults.ts";

export interface CardCacheOptions {
  readonly fetch: typeof fetch;
  readonly clock: Clock;
}

/** Milliseconds that a card is believed without asking again. */
const FRESH = { default: 300_000, min: 5_000, max: 3_600_000 } as const;
/** The same for a card that was not to be had. */
const BAD_MS = 30_000;

interface Entry {
  readonly endpoint: AgentEndpoint | undefined;
  readonly fault: Error | undefined;
  readonly etag: string | undefined;
  readonly fetchedAt: number;
  readonly freshMs: number;
}

/** Cards by URL, each fetched once for as long as it is fresh; a known one is asked for by its ETag. */
export class CardCache {
  readonly #options: CardCacheOptions;
  readonly #entries = new Map<string, Entry>();
  readonly #fetching = new Map<string, Promise<Entry>>();

  constructor(options: CardCacheOptions) {
    this.#options = options;
  }

  /** Throws the faults of fetching it, A2A_CARD_INVALID, A2A_CARD_REFUSED. */
  async get(url: string): Promise<AgentEndpoint> {
    const known = this.#entries.get(url);
    // A clock that was set back makes no card fresh for longer.
    const age = known && Math.abs(this.#options.clock.now() - known.fetchedAt);
    const entry = known && age !== undefined && age < known.freshMs ? known : await this.#refresh(url, known);
    if (entry.endpoint) return entry.endpoint;
    throw entry.fault;
  }

  async #refresh(url: string, known: Entry | undefined): Promise<Entry> {
    const under = this.#fetching.get(url);
    if (under) return await under;
    const fetching = this.#fetch(url, known);
    this.#fetching.set(url, fetching);
    try {
      const entry = await fetching;
      this.#entries.set(url, entry);
      return entry;
    } finally {
      this.#fetching.delete(url);
    }
  }

  async #fetch(url: string, known: Entry | undefined): Promise<Entry> {
    const fetchedAt = this.#options.clock.now();
    try {
      const etag = known?.endpoint && known.etag;
      const headers = { accept: "application/json", "a2a-version": "1.0" };
      const init = etag === undefined ? { headers } : { headers: { ...headers, "if-none-match": etag } };
      const response = await this.#options.fetch(url, init);
      const freshMs = freshness(response.headers.get("cache-control"));
      if (response.status === 304 && known?.endpoint) return { ...known, fetchedAt, freshMs };
      const endpoint = await cardIn(response, url);
      const tag = response.headers.get("etag") ?? undefined;
      return { endpoint, fault: undefined, etag: tag, fetchedAt, freshMs };
    } catch (error) {
      if (!isA2aFault(error)) throw error;
      return { endpoint: undefined, fault: error, etag: undefined, fetchedAt, freshMs: BAD_MS };
    }
  }
}

async function cardIn(response: Response, url: string): Promise<AgentEndpoint> {
  if (response.status !== 200) {
    await response.body?.cancel();
    throw response.status === 404
      ? a2aFault("A2A_NOT_FOUND", `There is no card at ${url}.`)
      : a2aFault("A2A_CARD_INVALID", `Its card is not to be had (HTTP ${response.status}).`);
  }
  const text = await response.text();
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw a2aFault("A2A_CARD_INVALID", "Its card is not JSON.", cause);
  }
  return readCard(json, new URL(url));
}

/** Only max-age is read: dates are by the agent's clock. */
function freshness(header: string | null): number {
  if (header !== null && /\bno-(?:store|cache)\b/i.test(header)) return FRESH.min;
  const seconds = /\bmax-age=(\d{1,9})\b/i.exec(header ?? "")?.[1];
  const wanted = seconds === undefined ? FRESH.default : Number(seconds) * 1_000;
  return Math.min(FRESH.max, Math.max(FRESH.min, wanted));
}
