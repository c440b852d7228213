import { type Clock, isoTime } from "../state/clock.ts";
import type { RunEvent, RunEventBody } from "../state/run-event.ts";

/** Writes one event of a run. */
export type Emit = (event: RunEventBody) => void;

/** Stamps events with run and time and hands them to the graph's custom stream (if anyone listens). */
export function createEmitter(
  businessId: string,
  clock: Clock,
  write: ((event: RunEvent) => void) | undefined,
): Emit {
  return (event) => write?.({ ...event, business_id: businessId, at: isoTime(clock) } as RunEvent);
}
