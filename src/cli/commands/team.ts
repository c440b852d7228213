import { recallOutcomes } from "../../nodes/compose-team/recall-outcomes.ts";
import { type Alternative, rejectedAlternatives } from "../../nodes/compose-team/swarm/alternatives.ts";
import { teamInputs } from "../../nodes/compose-team/team-inputs.ts";
import { finalRequirements, required } from "../../nodes/requirements.ts";
import type { Roster } from "../../state/agent.ts";
import { type Console, printJson, printLine } from "../output.ts";
import type { TeamCommand } from "../parsers/team.ts";
import { type Preview, withPreview } from "../preview.ts";
import { printable, table } from "../text.ts";

/** How many of the agents that were not chosen are named. */
const MAX_ALTERNATIVES = 5;

interface TeamPreview {
  readonly business_type: string;
  readonly name: string;
  readonly seed: number;
  readonly roster: Roster;
  /** Everybody else, the closest first. */
  readonly alternatives: readonly Alternative[];
}

/** `genesis team`: the roster a run would have, why each member is on it, and who was not chosen. */
export async function team(command: TeamCommand, console: Console): Promise<number> {
  const preview = await withPreview(command, "compose-team", teamPreview);
  if (command.json) printJson(console, preview);
  else printLine(console, teamLines(preview).join("\n"));
  return 0;
}

async function teamPreview({ state, services, store, log }: Preview): Promise<TeamPreview> {
  const { outcomes } = await recallOutcomes({ store, log, emit: () => {} }, state.execution_mode);
  const roster = required(state.roster, "roster");
  return {
    business_type: state.business_type,
    name: finalRequirements(state).name,
    seed: required(state.seed, "seed"),
    roster,
    alternatives: rejectedAlternatives({ ...teamInputs(state, services), outcomes }, roster),
  };
}

function teamLines({ business_type, name, seed, roster, alternatives }: TeamPreview): string[] {
  const { fitness, fitness_parts: parts, unfilled_needs } = roster;
  const members = roster.members.map(({ agent_id, price_usd_per_hour, kin, reason }) => [
    agent_id,
    price_usd_per_hour.toFixed(2),
    signed(kin),
    printable(reason),
  ]);
  const rest = alternatives
    .slice(0, MAX_ALTERNATIVES)
    .map(({ agent_id, instead_of, loss, price_difference }) => [
      agent_id,
      instead_of === null ? "besides the others" : `instead of ${instead_of}`,
      signed(-loss),
      `${price_difference < 0 ? "-" : "+"}$${Math.abs(price_difference).toFixed(2)} an hour`,
    ]);
  return [
    `${business_type}  ${printable(name)}  (seed ${seed})`,
    "",
    table([["AGENT", "USD/H", "KIN", "WHY"], ...members]),
    "",
    `fitness ${fitness} = coverage ${parts.coverage}, kin ${signed(parts.kin)}, cost ${signed(parts.cost)}, size ${signed(parts.size)}`,
    `search  ${searchLine(roster.search)}`,
    ...unfilled_needs.map(
      (need) => `missing ${printable(`${need.capabilities.join(" + ")}, for ${need.reason}`)}`,
    ),
    ...(rest.length > 0 ? ["", table([["NOT CHOSEN", "", "FITNESS", "PRICE"], ...rest])] : []),
  ];
}

function searchLine({ method, generations, evaluations, deadline_reached }: Roster["search"]): string {
  if (method === "exhaustive") return `all ${evaluations} rosters that were left to decide on were scored`;
  const cut = deadline_reached ? "; the time limit cut it short" : "";
  return `${generations} generations, ${evaluations} rosters scored${cut}`;
}

function signed(value: number): string {
  return value > 0 ? `+${value}` : String(value);
}
