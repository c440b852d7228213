import { join } from "node:path";
import { onTestFinished } from "vitest";
import { secret } from "../../src/config/secret.ts";
import type { Clock } from "../../src/state/clock.ts";
import type { EventOutbox } from "../../src/state/event-outbox.ts";
import { eventId, type NewLifecycleEvent } from "../../src/state/lifecycle-event.ts";
import { createRandom } from "../../src/state/random.ts";
import { type EventOutboxOptions, openEventOutbox } from "../../src/stores/webhooks/outbox.ts";
import { Courier, type DeliveryOutcome } from "../../src/tools/webhooks/courier.ts";
import { createSender } from "../../src/tools/webhooks/sender.ts";
import { temporaryFolder } from "./services.ts";

export const SECRET = "a secret of the dashboard";

/** A status change of a business; the same `step` gives the same event. */
export function anEvent(
  businessId: string,
  step: number,
  data: Record<string, unknown> = {},
): NewLifecycleEvent {
  return {
    id: eventId(businessId, "STATUS_CHANGED", step),
    business_id: businessId,
    update_type: "STATUS_CHANGED",
    data: { run_id: businessId, status: "EXECUTING", ...data },
    timestamp: "2026-01-01T00:00:00.000Z",
  };
}

/** Time that only passes when it is told to. */
export class HandClock implements Clock {
  ms = Date.UTC(2026, 0, 1);

  now(): number {
    return this.ms;
  }

  pass(ms: number): void {
    this.ms += ms;
  }
}

/** An outbox in a folder of its own, or in the one given. */
export async function anOutbox(
  options: Partial<EventOutboxOptions> & { folder?: string } = {},
): Promise<EventOutbox & { folder: string }> {
  const { folder = temporaryFolder(), clock = new HandClock(), ...rest } = options;
  const outbox = await openEventOutbox(join(folder, "webhooks.db"), { clock, ...rest });
  onTestFinished(() => outbox.close());
  return Object.assign(outbox, { folder });
}

/** A courier from an outbox to a receiver, and the outcomes it saw. */
export function aCourier(outbox: EventOutbox, clock: Clock, url: string, timeoutMs = 10_000) {
  const outcomes: DeliveryOutcome[] = [];
  const codes: string[] = [];
  const courier = new Courier({
    outbox,
    send: createSender({ url, secret: secret(SECRET), clock, timeoutMs }),
    clock,
    random: createRandom(7),
    observe(outcome, code) {
      outcomes.push(outcome);
      if (code !== undefined) codes.push(code);
    },
  });
  const deliver = () => courier.deliverDue(new AbortController().signal);
  return { courier, deliver, outcomes, codes };
}
