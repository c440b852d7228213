import { AGENT_CATALOGUE } from "../src/agents/catalogue.ts";
import { greedyTeam } from "../src/nodes/compose-team/greedy-team.ts";
import { requiredRoles, teamNeeds } from "../src/nodes/compose-team/needs.ts";
import { type SwarmInputs, selectTeam } from "../src/nodes/compose-team/select-team.ts";
import { jointOutcomes } from "../src/nodes/compose-team/swarm/kinship.ts";
import { createRandom } from "../src/state/random.ts";
import { DEFAULT_SWARM_PARAMETERS } from "../src/state/swarm-parameters.ts";
import { loadArchetypes } from "../src/templates/archetypes.ts";
import type { BenchReport } from "./report.ts";
import { median, round, timed } from "./statistics.ts";

const ROUNDS = 21;
const TEAMS_A_ROUND = 40;
const RECORDS = 100;
const LIMIT = 10;

/**
 * The team of every archetype from the built-in catalogue, with nothing and with a hundred businesses in memory:
 * the swarm with its explanation against the bare greedy choice. Beside it, without a limit, the genetic algorithm
 * where the product searches exhaustively, because so few agents are undecided.
 */
export async function team(): Promise<BenchReport> {
  const outcomes = jointOutcomes(randomRecords());
  const genetic = { ...DEFAULT_SWARM_PARAMETERS, exhaustive_agents: 0 };
  const rows = [];
  const ratios = { swarm: [] as number[], memory: [] as number[] };
  for (const { type, inputs } of archetypeTeams()) {
    const micros = await interleaved({
      greedy: () => greedyTeam(inputs),
      swarm: () => selectTeam({ ...inputs, seed: 1 }),
      memory: () => selectTeam({ ...inputs, seed: 1, outcomes }),
      genetic: () => selectTeam({ ...inputs, seed: 1, outcomes, parameters: genetic }),
    });
    ratios.swarm.push(micros.swarm / micros.greedy);
    ratios.memory.push(micros.memory / micros.greedy);
    rows.push({
      type,
      "greedy µs": round(micros.greedy, 1),
      "swarm µs": round(micros.swarm, 1),
      "with memory µs": round(micros.memory, 1),
      "swarm / greedy": round(micros.swarm / micros.greedy),
      "with memory / greedy": round(micros.memory / micros.greedy),
      "genetic / greedy": round(micros.genetic / micros.greedy),
    });
  }
  const claim = (what: string, values: number[]) => ({
    claim: `${what} over greedy, worst archetype, medians of ${ROUNDS}`,
    ratio: round(Math.max(...values), 3),
    limit: LIMIT,
  });
  return {
    bench: "team",
    rows,
    claims: [
      claim("team without memory", ratios.swarm),
      claim(`team with ${RECORDS} businesses in memory`, ratios.memory),
    ],
  };
}

function archetypeTeams(): { type: string; inputs: SwarmInputs }[] {
  const registry = loadArchetypes();
  return registry.all().map((archetype) => ({
    type: archetype.business_type,
    inputs: {
      catalogue: AGENT_CATALOGUE,
      roles: requiredRoles(archetype, []),
      needs: teamNeeds(registry.blueprint(archetype.business_type), []),
    },
  }));
}

/** Past teams of random agents, half of them successful, so that kinship has something to decide. */
function randomRecords() {
  const random = createRandom(1);
  const ids = AGENT_CATALOGUE.map((agent) => agent.agent_id);
  return Array.from({ length: RECORDS }, () => ({
    team: random.shuffle(ids).slice(0, 6 + random.int(6)),
    success: random.next() < 0.5,
  }));
}

/** Median microseconds of each kind of work; in turns, so that a slow moment of the machine hits all. */
async function interleaved<K extends string>(
  work: Readonly<Record<K, () => unknown>>,
): Promise<Record<K, number>> {
  const kinds = Object.keys(work) as K[];
  const times = Object.fromEntries(kinds.map((kind) => [kind, [] as number[]])) as Record<K, number[]>;
  for (let round = -2; round < ROUNDS; round += 1) {
    for (const kind of kinds) {
      const ms = await timed(async () => {
        for (let count = 0; count < TEAMS_A_ROUND; count += 1) work[kind]();
      });
      // The first rounds warm up.
      if (round >= 0) times[kind].push((1_000 * ms) / TEAMS_A_ROUND);
    }
  }
  return Object.fromEntries(kinds.map((kind) => [kind, median(times[kind])])) as Record<K, number>;
}
