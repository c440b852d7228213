import { GenesisError } from "../../../state/errors.ts";

/** What a plan may be made of. */
export interface Tool {
  readonly id: string;
  readonly description: string;
}

/** The second tool uses what the first one gives. */
export type Link = readonly [from: string, to: string];

export interface ToolCatalogue {
  readonly tools: readonly Tool[];
  /** The links a plan may have; absent or empty: any two tools may be linked. */
  readonly links?: readonly Link[];
}

/** A request that was solved before, and how. */
export interface SolvedRequest {
  readonly id: string;
  readonly request: string;
  readonly nodes: readonly string[];
  readonly links: readonly Link[];
}

/** Tools and links as sets of unique strings, as they are compared and scored. */
export interface PlanShape {
  readonly nodes: readonly string[];
  readonly links: readonly Link[];
}

/** A catalogue that has been checked, for fast look-up. */
export interface CheckedCatalogue {
  readonly tools: readonly Tool[];
  has(id: string): boolean;
  allows(link: Link): boolean;
}

/** Throws TOOLS_INVALID for a catalogue that is empty or has two tools with one id. */
export function checkCatalogue({ tools, links = [] }: ToolCatalogue): CheckedCatalogue {
  if (tools.length === 0) throw invalid("The tool catalogue is empty.");
  const ids = new Set<string>();
  for (const { id } of tools) {
    if (ids.has(id)) throw invalid(`Two tools have the id "${id}".`);
    ids.add(id);
  }
  const allowed = new Set(links.map(linkKey));
  return {
    tools,
    has: (id) => ids.has(id),
    allows: (link) => allowed.size === 0 || allowed.has(linkKey(link)),
  };
}

/** One string for a link; the separator is in no identifier. */
export function linkKey([from, to]: Link): string {
  return `${from}\u0000${to}`;
}

/** The part of a solution that this catalogue can repeat: known tools, allowed links between different ones. */
export function repeatable({ nodes, links }: PlanShape, catalogue: CheckedCatalogue): PlanShape {
  const known = [...new Set(nodes)].filter((id) => catalogue.has(id));
  const kept = new Map<string, Link>();
  for (const link of links) {
    const [from, to] = link;
    if (from !== to && known.includes(from) && known.includes(to) && catalogue.allows(link)) {
      kept.set(linkKey(link), link);
    }
  }
  return { nodes: known, links: [...kept.values()] };
}

function invalid(message: string): GenesisError {
  return new GenesisError("TOOLS_INVALID", message, {
    hint: "Give at least one tool, and each an id of its own.",
  });
}
