import type { LookupFunction } from "node:net";
import type { A2aAgentConfig } from "../../config/a2a-agents.ts";
import type { AgentProfile } from "../../state/agent.ts";
import type { Clock } from "../../state/clock.ts";
import type { Task } from "../../state/task.ts";
import { TokenBucket } from "../net/token-bucket.ts";
import { type AgentEndpoint, MAX_CARD_BYTES, matchOf } from "./card.ts";
import { CardCache } from "./card-cache.ts";
import { type BreakerState, CircuitBreaker } from "./circuit-breaker.ts";
import { type A2aFaultCode, isA2aFault } from "./faults.ts";
import { type GuardedFetch, guardedFetch } from "./guarded-fetch.ts";
import { RemoteAgent } from "./remote-agent.ts";
import { Slots } from "./slots.ts";

export interface DirectoryOptions {
  readonly entries: readonly A2aAgentConfig[];
  readonly agents: readonly AgentProfile[];
  readonly clock: Clock;
  readonly lookup?: LookupFunction;
}

/** Five failures in a row rest an agent for a minute. */
const BREAKER = { failures: 5, restMs: 60_000 } as const;
/** A report with all its documents, escaped, and its events; nothing of it nests deep. */
const RESPONSE = { maxBytes: 16_777_216, maxDepth: 48 } as const;
const WELL_KNOWN = "/.well-known/agent-card.json";

/** An agent that could not be asked, and why. */
export interface Unusable {
  readonly agent: string;
  readonly code: A2aFaultCode;
}

export interface Candidates {
  /** Best first: by name before by capability, healthy before resting, idle before busy, then as configured. */
  readonly agents: readonly RemoteAgent[];
  readonly unusable: readonly Unusable[];
}

/** What `genesis a2a agents` shows of one entry of the allowlist. */
export interface AgentStatus {
  readonly url: string;
  readonly card: string;
  readonly state: "valid" | "invalid";
  readonly name: string | null;
  readonly endpoint: string | null;
  readonly streaming: boolean;
  readonly agents: readonly string[];
  readonly effects: readonly string[];
  readonly authenticated: boolean;
  readonly breaker: BreakerState;
  readonly error: { readonly code: string; readonly message: string; readonly hint: string } | null;
}

interface Found {
  readonly agent: RemoteAgent;
  readonly match: "name" | "capability";
}

interface Allowed {
  readonly entry: A2aAgentConfig;
  readonly cards: CardCache;
  readonly connections: readonly GuardedFetch[];
  readonly fetch: typeof fetch;
  readonly slots: Slots;
  readonly rate: TokenBucket;
}

/** The allowlist at work: who of the remote agents can do a task. */
export class AgentDirectory {
  readonly #options: DirectoryOptions;
  readonly #allowed: readonly Allowed[];
  readonly #agents = new Map<string, { readonly endpoint: AgentEndpoint; readonly agent: RemoteAgent }>();
  readonly #breakers = new Map<string, CircuitBreaker>();

  constructor(options: DirectoryOptions) {
    this.#options = options;
    this.#allowed = options.entries.map((entry) => allowed(entry, options));
  }

  /** Who could do a task that was routed to `agentId`. Never throws for what an agent does wrong. */
  async candidates(task: Pick<Task, "capabilities" | "effect">, agentId: string): Promise<Candidates> {
    const profile = this.#options.agents.find(({ agent_id }) => agent_id === agentId);
    if (!profile) return { agents: [], unusable: [] };
    const able = this.#allowed.filter(({ entry }) => entry.effects.includes(task.effect));
    const asked = able.filter(({ entry }) => standsFor(entry, profile));
    const found = await Promise.all(asked.map((one) => this.#find(one, profile, task.capabilities)));
    const ready = found.flatMap((one) => (one && "match" in one ? [one] : []));
    const rank = ({ agent, match }: Found) => (match === "name" ? 0 : 2) + (agent.isOpen ? 1 : 0);
    return {
      agents: ready
        .toSorted((a, b) => rank(a) - rank(b) || b.agent.free - a.agent.free)
        .map(({ agent }) => agent),
      unusable: found.flatMap((one) => (one && "code" in one ? [one] : [])),
    };
  }

  /** The state of every entry, or of each agent that it names. */
  async status(): Promise<AgentStatus[]> {
    const rows = this.#allowed.map(async (one) => {
      const { url, agents } = one.entry;
      if (isCardUrl(url) || !agents) return [await this.#statusOf(one, isCardUrl(url) ? url : baseCard(url))];
      return await Promise.all(agents.map((id) => this.#statusOfNamed(one, id)));
    });
    return (await Promise.all(rows)).flat();
  }

  close(): void {
    for (const { connections } of this.#allowed) for (const one of connections) one.close();
  }

  async #find(
    one: Allowed,
    profile: AgentProfile,
    capabilities: readonly string[],
  ): Promise<Found | Unusable | undefined> {
    const { url, agents } = one.entry;
    let code: A2aFaultCode = "A2A_NOT_FOUND";
    for (const card of cardsFor(url, profile.agent_id)) {
      try {
        const endpoint = await one.cards.get(card);
        const match = matchOf(endpoint, profile, capabilities) ?? (agents ? ("name" as const) : undefined);
        if (match) return { agent: this.#agentAt(one, endpoint), match };
        code = "A2A_NOT_FOUND";
      } catch (error) {
        if (!isA2aFault(error)) throw error;
        code = error.code;
        // Only where there is no card of the agent itself, that of the place is asked.
        if (code !== "A2A_NOT_FOUND") break;
      }
    }
    // Somebody who does something else is no failure.
    return code === "A2A_NOT_FOUND" && !agents ? undefined : { agent: url, code };
  }

  #namedBy(endpoint: AgentEndpoint, entry: A2aAgentConfig): string[] {
    return this.#options.agents
      .filter((profile) =>
        entry.agents ? standsFor(entry, profile) : matchOf(endpoint, profile, []) === "name",
      )
      .map(({ agent_id }) => agent_id);
  }

  #agentAt(one: Allowed, endpoint: AgentEndpoint): RemoteAgent {
    const { url } = endpoint;
    const known = this.#agents.get(url);
    if (known?.endpoint === endpoint) return known.agent;
    const { entry, fetch, slots, rate } = one;
    const agent = new RemoteAgent({
      entry,
      endpoint,
      fetch,
      slots,
      rate,
      breaker: this.#breakerOf(url),
    });
    this.#agents.set(url, { endpoint, agent });
    return agent;
  }

  #breakerOf(url: string): CircuitBreaker {
    const breaker = this.#breakers.get(url) ?? new CircuitBreaker({ clock: this.#options.clock, ...BREAKER });
    this.#breakers.set(url, breaker);
    return breaker;
  }

  /** Its own card where there is one, else that of the place. */
  async #statusOfNamed(one: Allowed, id: string): Promise<AgentStatus> {
    const { url } = one.entry;
    const own = await this.#statusOf(one, cardOf(url, id), id);
    return own.error?.code === "A2A_NOT_FOUND" ? await this.#statusOf(one, baseCard(url), id) : own;
  }

  async #statusOf({ entry, cards }: Allowed, card: string, id?: string): Promise<AgentStatus> {
    const about = {
      url: entry.url,
      card,
      effects: entry.effects,
      authenticated: entry.token !== undefined,
    };
    try {
      const endpoint = await cards.get(card);
      return {
        ...about,
        state: "valid",
        name: endpoint.name,
        endpoint: endpoint.url,
        streaming: endpoint.streaming,
        agents: id === undefined ? this.#namedBy(endpoint, entry) : [id],
        breaker: this.#breakerOf(endpoint.url).state,
        error: null,
      };
    } catch (error) {
      if (!isA2aFault(error)) throw error;
      const { code, message, hint } = error;
      return {
        ...about,
        state: "invalid",
        name: null,
        endpoint: null,
        streaming: false,
        agents: [],
        breaker: "closed",
        error: { code, message, hint },
      };
    }
  }
}

function allowed(entry: A2aAgentConfig, { clock, lookup }: DirectoryOptions): Allowed {
  const { connectTimeoutMs, idleTimeoutMs, token } = entry;
  const shared = {
    origin: new URL(entry.url).origin,
    token: token && (() => token.reveal()),
    connectTimeoutMs,
    lookup,
  };
  const calls = guardedFetch({ ...shared, idleTimeoutMs, limits: RESPONSE });
  const forCards = guardedFetch({
    ...shared,
    idleTimeoutMs: Math.min(idleTimeoutMs, connectTimeoutMs),
    limits: { ...RESPONSE, maxBytes: MAX_CARD_BYTES },
  });
  return {
    entry,
    cards: new CardCache({ fetch: forCards.fetch, clock }),
    connections: [calls, forCards],
    fetch: calls.fetch,
    slots: new Slots(entry.maxConcurrency),
    rate: rateOf(entry, clock),
  };
}

/** Evenly, with bursts of up to a tenth of a minute's requests. */
function rateOf({ requestsPerMinute: perMinute }: A2aAgentConfig, clock: Clock): TokenBucket {
  return new TokenBucket({ perMinute, burst: Math.max(1, perMinute / 10) }, clock);
}

function standsFor({ agents }: A2aAgentConfig, { agent_id, aliases }: AgentProfile): boolean {
  return !agents || [agent_id, ...aliases].some((name) => agents.includes(name));
}

function isCardUrl(url: string): boolean {
  return new URL(url).pathname.endsWith(".json");
}

function baseCard(url: string): string {
  return `${url.replace(/\/+$/, "")}${WELL_KNOWN}`;
}

/** Where Genesis has the card of one of its built-in agents. */
function cardOf(url: string, agentId: string): string {
  return `${url.replace(/\/+$/, "")}/a2a/agents/${agentId}${WELL_KNOWN}`;
}

/** Where the card of an agent may be: its own first, then that of the place, which may be an agent itself. */
function cardsFor(url: string, agentId: string): string[] {
  return isCardUrl(url) ? [url] : [cardOf(url, agentId), baseCard(url)];
}
