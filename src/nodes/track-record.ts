import type { AgentProfile, Roster } from "../state/agent.ts";
import type { AgentTrackRecord } from "../state/memory-record.ts";

/** Fewer tasks than this say nothing about an agent. */
const MIN_TASKS = 2;
/** A smaller share of completed tasks on the present business type is a poor record. */
const POOR_SHARE = 0.7;

/** True when an agent has failed too much of what it was given in runs of the present business type. */
export function hasPoorRecord({ on_this_type: { done, failed } }: AgentTrackRecord): boolean {
  const total = done + failed;
  return total >= MIN_TASKS && done / total < POOR_SHARE;
}

/**
 * The agents in their order, those with a poor record after all others: team and router give ties to whoever comes
 * first, so the record decides between equals and nothing else.
 */
export function poorRecordsLast(
  agents: readonly AgentProfile[],
  records: readonly AgentTrackRecord[],
): AgentProfile[] {
  const poor = poorAgents(records);
  const isPoor = ({ agent_id }: AgentProfile) => poor.has(agent_id);
  return [...agents.filter((agent) => !isPoor(agent)), ...agents.filter(isPoor)];
}

/** Says in the roster which members have a poor record, for people, and so that nobody has to look it up. */
export function noteRecords(roster: Roster, records: readonly AgentTrackRecord[]): Roster {
  const poor = poorAgents(records);
  const members = roster.members.map((member) => {
    const record = poor.get(member.agent_id);
    if (!record) return member;
    const { done, failed } = record.on_this_type;
    const note = `failed ${failed} of ${done + failed} tasks in earlier runs of this type`;
    return { ...member, reason: `${member.reason}; ${note}` };
  });
  return { ...roster, members };
}

function poorAgents(records: readonly AgentTrackRecord[]): Map<string, AgentTrackRecord> {
  return new Map(records.filter(hasPoorRecord).map((record) => [record.agent_id, record]));
}
