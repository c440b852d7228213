/** Days a record lives after its last write, by the first label of its namespace (guide 9; design 4.6). */
export const RETENTION_DAYS: RetentionPolicy = {
  agent: 7,
  business: 90,
  evolution: 365,
  cases: 365,
  outcomes: 365,
  "budget-day": 90,
  takedowns: 365,
};

/** A namespace root that is not named, such as `consensus`, is kept for good. */
export type RetentionPolicy = Readonly<Record<string, number>>;

const MS_PER_DAY = 86_400_000;

/** When a record written now expires, milliseconds since the epoch; null = never. */
export function expiryOf(policy: RetentionPolicy, namespace: readonly string[], now: number): number | null {
  const root = namespace[0] ?? "";
  const days = Object.hasOwn(policy, root) ? policy[root] : undefined;
  return days === undefined ? null : now + days * MS_PER_DAY;
}
