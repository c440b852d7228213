/** The only source of time; tests hand in their own. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
}

export const systemClock: Clock = { now: () => Date.now() };

/** ISO 8601 in UTC. */
export function isoTime(clock: Clock): string {
  return new Date(clock.now()).toISOString();
}
