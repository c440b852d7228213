import type { SwarmParameters } from "../../../state/swarm-parameters.ts";

/** How often two agents were on the same team, by how it ended. */
export interface JointRecord {
  readonly successes: number;
  readonly failures: number;
}

/** What memory holds of pairs of agents; symmetric. */
export interface JointOutcomes {
  /** undefined = the two never worked together, or nothing is known of it. */
  of(agentId: string, otherId: string): JointRecord | undefined;
}

/** A past business, as far as cooperation is concerned. */
export interface TeamOutcome {
  readonly team: readonly string[];
  readonly success: boolean;
}

export const NO_OUTCOMES: JointOutcomes = { of: () => undefined };

/** Counts for every pair of agents the businesses they made together, by success. */
export function jointOutcomes(records: readonly TeamOutcome[]): JointOutcomes {
  const pairs = new Map<string, Map<string, { successes: number; failures: number }>>();
  const count = (one: string, other: string, success: boolean) => {
    const row = pairs.get(one) ?? new Map<string, { successes: number; failures: number }>();
    const record = row.get(other) ?? { successes: 0, failures: 0 };
    record[success ? "successes" : "failures"] += 1;
    pairs.set(one, row.set(other, record));
  };
  for (const { team, success } of records) {
    const members = [...new Set(team)].sort();
    for (const [index, one] of members.entries()) {
      for (const other of members.slice(index + 1)) count(one, other, success);
    }
  }
  return {
    of: (agentId, otherId) =>
      agentId < otherId ? pairs.get(agentId)?.get(otherId) : pairs.get(otherId)?.get(agentId),
  };
}

type Cooperation = SwarmParameters["cooperation"];

/**
 * r of Hamilton's rule: the share of two agents' capabilities that they have in common (Jaccard), on top of what
 * all agents of one catalogue have in common. `shared` capabilities are held by both, `either` by at least one.
 */
export function relatedness(
  shared: number,
  either: number,
  { base_relatedness: base }: Pick<Cooperation, "base_relatedness">,
): number {
  return base + (1 - base) * (either === 0 ? 0 : shared / either);
}

/**
 * b of Hamilton's rule: how far the pair's joint success (mean of the Beta posterior) is above the prior's.
 * 0 without a record, negative for a pair that fails together.
 */
export function cooperationBenefit(record: JointRecord | undefined, cooperation: Cooperation): number {
  if (!record) return 0;
  const { prior_successes, prior_failures, benefit } = cooperation;
  const prior = prior_successes / (prior_successes + prior_failures);
  const trials = prior_successes + prior_failures + record.successes + record.failures;
  return benefit * ((prior_successes + record.successes) / trials - prior);
}
