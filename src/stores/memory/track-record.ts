import type { AgentObservation, AgentTrackRecord, StepFailure, Tally } from "../../state/memory-record.ts";

const MAX_LESSONS = 3;

/** Folds observations into one track record per agent, in the order of agent ids. */
export function trackRecords(
  observations: readonly AgentObservation[],
  businessType: string,
): AgentTrackRecord[] {
  const byAgent = new Map<string, AgentObservation[]>();
  for (const one of newestFirst(observations)) {
    byAgent.set(one.agent_id, [...(byAgent.get(one.agent_id) ?? []), one]);
  }
  return [...byAgent]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([agent_id, own]) => ({
      agent_id,
      overall: sum(own.map(total)),
      on_this_type: sum(own.filter((one) => one.business_type === businessType).map(total)),
      by_difficulty: merge(own.map((one) => one.by_difficulty)),
      by_capability: merge(own.map((one) => one.by_capability)),
      lessons: lessons(own),
    }));
}

/** In words that a person and a prompt can use. Codes and keys only: no text of users or models. */
function lessons(own: readonly AgentObservation[]): string[] {
  const all = own.flatMap(({ business_type, failures }) =>
    failures.map((failure) => `${describeFailure(failure)} in a ${business_type}`),
  );
  return [...new Set(all)].slice(0, MAX_LESSONS);
}

export function describeFailure({ step, error_code }: Pick<StepFailure, "step" | "error_code">): string {
  return `${step} failed with ${error_code}`;
}

function newestFirst(observations: readonly AgentObservation[]): AgentObservation[] {
  const time = ({ provenance }: AgentObservation) => provenance.written_at;
  return observations.toSorted((a, b) =>
    time(a) === time(b) ? (a.business_id < b.business_id ? -1 : 1) : time(a) > time(b) ? -1 : 1,
  );
}

function total({ by_difficulty }: AgentObservation): Tally {
  return sum(Object.values(by_difficulty));
}

function merge(maps: readonly Readonly<Record<string, Tally>>[]): Record<string, Tally> {
  const keys = [...new Set(maps.flatMap((map) => Object.keys(map)))].sort();
  return Object.fromEntries(keys.map((key) => [key, sum(maps.flatMap((map) => map[key] ?? []))]));
}

function sum(tallies: readonly Tally[]): Tally {
  return {
    done: tallies.reduce((count, { done }) => count + done, 0),
    failed: tallies.reduce((count, { failed }) => count + failed, 0),
  };
}
