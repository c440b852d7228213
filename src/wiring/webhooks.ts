import { existsSync } from "node:fs";
import { join } from "node:path";
import type { GenesisConfig } from "../config/config.ts";
import type { Clock } from "../state/clock.ts";
import { GenesisError } from "../state/errors.ts";
import type { EventOutbox, OutboxCounts, OutboxEvent } from "../state/event-outbox.ts";
import { createRandom, hashSeed } from "../state/random.ts";
import { openEventOutbox } from "../stores/webhooks/outbox.ts";
import type { Logger } from "../telemetry/logger.ts";
import type { Metrics } from "../telemetry/metrics.ts";
import { createSender } from "../tools/webhooks/sender.ts";
import { Webhooks } from "../tools/webhooks/webhooks.ts";

type Home = Pick<GenesisConfig, "home" | "connections">;

/** The file of the outbox in the home. */
export const EVENT_OUTBOX = "webhooks.db";

export interface WebhookServices {
  readonly clock: Clock;
  readonly log: Logger;
  readonly metrics: Metrics;
}

/** Lifecycle events to the dashboard that is configured; undefined when none is, and nothing is kept then. */
export function createWebhooks(config: Home, { clock, log, metrics }: WebhookServices): Webhooks | undefined {
  const { url, secret } = config.connections.dashboard;
  if (url === undefined) return undefined;
  const file = outboxFile(config);
  return new Webhooks({
    open: () => openEventOutbox(file, { clock }),
    exists: () => existsSync(file),
    send: createSender({ url, secret, clock }),
    clock,
    // Chance only keeps processes apart that fail at the same time: each has its own.
    random: createRandom(hashSeed(process.pid, clock.now())),
    observe(outcome, code) {
      metrics.webhookDeliveries.inc({ outcome });
      const fields = { outcome, code };
      if (outcome === "delivered") log.debug(fields, "lifecycle event");
      else log.warn(fields, "lifecycle event");
    },
    onPending: (count) => metrics.webhookOutbox.set(count),
  });
}

export interface EventOverview {
  /** Where events go, without credentials; null when nothing is configured. */
  readonly dashboard: string | null;
  readonly signed: boolean;
  readonly counts: OutboxCounts;
  /** What waits and what is dead; of one business, also what was delivered. */
  readonly events: readonly OutboxEvent[];
}

const NOTHING: OutboxCounts = { pending: 0, delivered: 0, dead: 0, dropped: 0 };
const MAX_LISTED = 1_000;
const FLUSH_MS = 60_000;

/** The outbox of lifecycle events, for people: what waits, what is dead, and sending it now. */
export class EventQueue {
  readonly #config: Home;
  readonly #clock: Clock;
  readonly #webhooks: Webhooks | undefined;

  constructor(config: Home, clock: Clock, webhooks: Webhooks | undefined) {
    this.#config = config;
    this.#clock = clock;
    this.#webhooks = webhooks;
  }

  /** By business and sequence, at most 1,000 events. Errors: those of the outbox. */
  async overview({ businessId }: { businessId?: string | undefined } = {}): Promise<EventOverview> {
    const { url, secret } = this.#config.connections.dashboard;
    const dashboard = url === undefined ? null : withoutCredentials(url);
    const signed = secret !== undefined;
    const read = (outbox: EventOutbox) => ({
      counts: outbox.counts(),
      events: outbox.list({ businessId, limit: MAX_LISTED }),
    });
    const { counts, events } = (await this.#with(read, { readOnly: true })) ?? {
      counts: NOTHING,
      events: [],
    };
    return { dashboard, signed, counts, events };
  }

  /**
   * Attempts everything that waits once, now, for at most a minute; what is dead as well when asked to, which then
   * arrives out of its order. Gives what the outbox holds after. Throws DASHBOARD_NOT_CONFIGURED.
   */
  async flush({ dead = false }: { dead?: boolean } = {}): Promise<OutboxCounts> {
    if (!this.#webhooks) throw notConfigured();
    await this.#with((outbox) => outbox.hasten({ dead }), { readOnly: false });
    await this.#webhooks.start();
    await this.#webhooks.settle(FLUSH_MS);
    return (await this.overview()).counts;
  }

  async #with<T>(
    use: (outbox: EventOutbox) => T,
    { readOnly }: { readOnly: boolean },
  ): Promise<T | undefined> {
    const file = outboxFile(this.#config);
    if (!existsSync(file)) return undefined;
    const outbox = await openEventOutbox(file, { clock: this.#clock, readOnly });
    try {
      return use(outbox);
    } finally {
      outbox.close();
    }
  }
}

function outboxFile({ home }: Pick<GenesisConfig, "home">): string {
  return join(home, EVENT_OUTBOX);
}

function withoutCredentials(url: string): string {
  const clean = new URL(url);
  [clean.username, clean.password, clean.search] = ["", "", ""];
  return clean.href;
}

function notConfigured(): GenesisError {
  return new GenesisError("DASHBOARD_NOT_CONFIGURED", "There is no dashboard to send events to.", {
    hint: "Set GENESIS_DASHBOARD_URL, for example to http://localhost:8080.",
  });
}
