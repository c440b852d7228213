import type { AgentProfile, Roster } from "../../../state/agent.ts";
import { DEFAULT_SWARM_PARAMETERS } from "../../../state/swarm-parameters.ts";
import type { SwarmInputs } from "../select-team.ts";
import { NO_OUTCOMES } from "./kinship.ts";
import { fitness, fitnessParts, type TeamModel, teamModel } from "./model.ts";

/** What the roster would be with one agent more or in the place of a member, and what that would cost. */
export interface Alternative {
  readonly agent_id: string;
  /** null = the agent joins and nobody leaves. */
  readonly instead_of: string | null;
  /** Fitness points that the roster would lose. */
  readonly loss: number;
  /** Change of the price of the team in USD an hour. */
  readonly price_difference: number;
}

/** For everybody who is not on the roster the best way to be on it, the closest first. */
export function rejectedAlternatives(inputs: SwarmInputs, roster: Roster): Alternative[] {
  const { catalogue, needs, outcomes = NO_OUTCOMES, parameters = DEFAULT_SWARM_PARAMETERS } = inputs;
  const model = teamModel(catalogue, needs, outcomes, parameters);
  const members = roster.members.map(({ agent_id }) => indexOf(catalogue, agent_id));
  const required = new Set(inputs.roles.map(({ agentId }) => indexOf(catalogue, agentId)));
  const leavers = members.filter((member) => !required.has(member));
  const worth = fitness(fitnessParts(model, members));
  return [...catalogue.keys()]
    .filter((agent) => !members.includes(agent))
    .map((agent) => {
      const options = [null, ...leavers.filter((leaver) => canReplace(model, members, leaver, agent))];
      const scored = options.map((leaver) => {
        const others = members.filter((member) => member !== leaver);
        return { leaver, loss: worth - fitness(fitnessParts(model, [...others, agent])) };
      });
      const { leaver, loss } = scored.reduce((a, b) => (b.loss < a.loss ? b : a));
      return describe(catalogue, agent, leaver, loss);
    })
    .sort((a, b) => a.loss - b.loss);
}

function canReplace(
  { needs }: TeamModel,
  members: readonly number[],
  leaver: number,
  agent: number,
): boolean {
  return needs.every(({ fillers }) =>
    fillers.some((filler) => filler === agent || (filler !== leaver && members.includes(filler))),
  );
}

function describe(
  catalogue: readonly AgentProfile[],
  agent: number,
  leaver: number | null,
  loss: number,
): Alternative {
  const joining = catalogue[agent] as AgentProfile;
  const leaving = leaver === null ? undefined : catalogue[leaver];
  return {
    agent_id: joining.agent_id,
    instead_of: leaving?.agent_id ?? null,
    loss: Math.round(loss * 1e6) / 1e6 + 0,
    price_difference: joining.price_usd_per_hour - (leaving?.price_usd_per_hour ?? 0),
  };
}

function indexOf(catalogue: readonly AgentProfile[], id: string): number {
  return catalogue.findIndex((agent) => agent.agent_id === id);
}
