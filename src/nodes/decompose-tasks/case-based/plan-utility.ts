import { linkKey, type PlanShape } from "./catalogue.ts";

/** A plan that was used before, and how much speaks for it. Weights may be negative. */
export interface WeightedPlan {
  readonly plan: PlanShape;
  readonly weight: number;
}

/** What a right link is worth beside a right node. */
const LINK_VALUE = 0.7;

/** Harmonic mean of precision and recall over two sets of different strings; 0 when either is empty. */
export function overlapF1(one: ReadonlySet<string>, other: ReadonlySet<string>): number {
  if (one.size === 0 || other.size === 0) return 0;
  let shared = 0;
  for (const item of one) if (other.has(item)) shared += 1;
  return (2 * shared) / (one.size + other.size);
}

/**
 * Minimum Bayes risk: of the plans given, the one that agrees most with all of them by their weight, in node-F1 and
 * link-F1. A plan near to many likely ones wins over one that is a little likelier alone. Plans whose links have a
 * cycle count as evidence and are never chosen; undefined when no other is left.
 */
export function mostAgreedPlan(plans: readonly WeightedPlan[]): WeightedPlan | undefined {
  const distinct = mergeEqual(plans);
  let best: { plan: PlanShape; weight: number; agreement: number } | undefined;
  for (const candidate of distinct) {
    if (!candidate.ordered) continue;
    const agreement = distinct.reduce((sum, other) => sum + other.weight * utility(candidate, other), 0);
    if (best === undefined || agreement > best.agreement) best = { ...candidate, agreement };
  }
  return best && { plan: best.plan, weight: best.weight };
}

interface Candidate extends WeightedPlan {
  readonly nodes: ReadonlySet<string>;
  readonly links: ReadonlySet<string>;
  readonly ordered: boolean;
}

function utility(one: Candidate, other: Candidate): number {
  return overlapF1(one.nodes, other.nodes) + LINK_VALUE * overlapF1(one.links, other.links);
}

/** Equal plans as one with the sum of their weights, in the order in which they first appear. */
function mergeEqual(plans: readonly WeightedPlan[]): Candidate[] {
  const merged = new Map<string, Candidate>();
  for (const { plan, weight } of plans) {
    const nodes = new Set(plan.nodes);
    const links = new Set(plan.links.map(linkKey));
    if (nodes.size === 0) continue;
    const key = `${[...nodes].sort().join("\u0001")}\u0002${[...links].sort().join("\u0001")}`;
    const known = merged.get(key);
    merged.set(
      key,
      known
        ? { ...known, weight: known.weight + weight }
        : { plan, nodes, links, ordered: !hasCycle(plan), weight },
    );
  }
  return [...merged.values()];
}

/** True when taking away tools that wait for nothing does not take away all. */
function hasCycle({ nodes, links }: PlanShape): boolean {
  let left = new Set(nodes);
  for (;;) {
    const waiting = new Set(links.flatMap(([from, to]) => (left.has(from) && left.has(to) ? [to] : [])));
    if (waiting.size === 0) return false;
    if (waiting.size === left.size) return true;
    left = waiting;
  }
}
