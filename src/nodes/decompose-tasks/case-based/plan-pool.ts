import { linkKey, type PlanShape } from "./catalogue.ts";

/** What a right link is worth beside a right node. */
const LINK_VALUE = 0.85;

interface PooledPlan {
  readonly shape: PlanShape;
  /** Numbers of tools and of links, each once and rising. */
  readonly nodes: Int32Array;
  readonly links: Int32Array;
  /** False when the links have a cycle: evidence, but nothing to propose. */
  readonly ordered: boolean;
}

/** The different plans among many, and which of them each one is. */
export class PlanPool {
  readonly #plans: PooledPlan[] = [];
  readonly #planOf: number[] = [];

  constructor(shapes: readonly PlanShape[]) {
    const numbers = new Map<string, number>();
    const known = new Map<string, number>();
    for (const shape of shapes) {
      const nodes = numbered(shape.nodes, numbers);
      const links = numbered(shape.links.map(linkKey), numbers);
      const key = `${nodes.join()};${links.join()}`;
      let index = known.get(key);
      if (index === undefined) {
        index = this.#plans.length;
        known.set(key, index);
        this.#plans.push({ shape, nodes, links, ordered: !hasCycle(shape) });
      }
      this.#planOf.push(index);
    }
  }

  /**
   * Minimum Bayes risk: of the plans that the given shapes (by their position) have, the one that agrees most with all
   * of them by their weight, in node-F1 and link-F1. A plan near to many likely ones wins over one that is a little
   * likelier alone. Weights may be negative. Ties go to the plan named first; undefined when there is none.
   */
  mostAgreed(positions: readonly number[], weights: ArrayLike<number>): PlanShape | undefined {
    const weightOf = new Map<PooledPlan, number>();
    for (const [rank, position] of positions.entries()) {
      const plan = this.#plans[this.#planOf[position] as number] as PooledPlan;
      weightOf.set(plan, (weightOf.get(plan) ?? 0) + (weights[rank] as number));
    }
    const voters = [...weightOf];
    let best: { shape: PlanShape; agreement: number } | undefined;
    for (const candidate of weightOf.keys()) {
      if (!candidate.ordered || candidate.nodes.length === 0) continue;
      let agreement = 0;
      for (const [other, weight] of voters) agreement += weight * utility(candidate, other);
      if (best === undefined || agreement > best.agreement) best = { shape: candidate.shape, agreement };
    }
    return best?.shape;
  }
}

function utility(one: PooledPlan, other: PooledPlan): number {
  return overlapF1(one.nodes, other.nodes) + LINK_VALUE * overlapF1(one.links, other.links);
}

/** Harmonic mean of precision and recall of two rising lists; 0 when either is empty. */
export function overlapF1(one: Int32Array, other: Int32Array): number {
  if (one.length === 0 || other.length === 0) return 0;
  let shared = 0;
  let i = 0;
  let j = 0;
  while (i < one.length && j < other.length) {
    const difference = (one[i] as number) - (other[j] as number);
    if (difference === 0) shared += 1;
    if (difference <= 0) i += 1;
    if (difference >= 0) j += 1;
  }
  return (2 * shared) / (one.length + other.length);
}

function numbered(items: readonly string[], numbers: Map<string, number>): Int32Array {
  const own = new Set<number>();
  for (const item of items) {
    const number = numbers.get(item) ?? numbers.size;
    numbers.set(item, number);
    own.add(number);
  }
  return Int32Array.from(own).sort();
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
