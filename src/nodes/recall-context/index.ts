import type { BestPractice } from "../../state/memory-record.ts";
import type { Warning } from "../../state/run-event.ts";
import type { SkippedRecord } from "../../stores/memory/memory.ts";
import { recallSimilar } from "../../stores/memory/recall.ts";
import { trackRecords } from "../../stores/memory/track-record.ts";
import { type GenesisNode, type NodeContext, warn } from "../node.ts";
import type { Services } from "../services.ts";

const MAX_PRACTICES = 5;

/**
 * Fetches what earlier runs taught: the similar ones, best practices, and the track records of agents. Idea, team,
 * plan and routing use it. Without a working store the run goes on (guide 9.2).
 */
export function recallContext(services: Pick<Services, "agents" | "clock" | "memory">): GenesisNode {
  return async (state, context) => {
    const { store } = context;
    if (!store) return { similar_businesses: [], best_practices: [], agent_records: [] };
    const { business_type: businessType, requirements } = state;
    const skipped: SkippedRecord[] = [];
    try {
      const [similar_businesses, practices, observations] = await services.memory.use(
        "recall",
        store,
        (memory) =>
          Promise.all([
            recallSimilar(memory, { businessType, requirements, now: services.clock.now() }),
            memory.bestPractices(businessType),
            memory.agentObservations(businessType),
          ]),
        (record) => skipped.push(record),
      );
      const known = new Set(services.agents.map((agent) => agent.agent_id));
      return {
        similar_businesses,
        best_practices: bestTexts(practices),
        agent_records: trackRecords(observations, businessType).filter(({ agent_id }) => known.has(agent_id)),
        warnings: skippedWarnings(skipped, context),
      };
    } catch (error) {
      const message = `Memory can't be read, the run goes on without it: ${(error as Error).message}`;
      return { warnings: [warn(context, "MEMORY_UNAVAILABLE", message)] };
    }
  };
}

/** The best of each topic before the second best of any, so that one topic can't crowd out the others. */
function bestTexts(practices: readonly BestPractice[]): string[] {
  const seen = new Map<string, number>();
  return practices
    .map((practice) => {
      const place = seen.get(practice.topic) ?? 0;
      seen.set(practice.topic, place + 1);
      return { text: practice.text, place };
    })
    .sort((a, b) => a.place - b.place)
    .slice(0, MAX_PRACTICES)
    .map(({ text }) => text);
}

function skippedWarnings(skipped: readonly SkippedRecord[], context: NodeContext): Warning[] {
  if (skipped.length === 0) return [];
  const newer = skipped.filter(({ reason }) => reason === "newer version").length;
  const message = `${skipped.length} records of memory were left out: ${newer} of a newer version, ${skipped.length - newer} unreadable.`;
  return [warn(context, "MEMORY_RECORDS_SKIPPED", message)];
}
