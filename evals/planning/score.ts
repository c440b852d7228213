import type { PlanShape, ToolCatalogue } from "../../src/nodes/decompose-tasks/case-based/catalogue.ts";
import type { Figures } from "../report.ts";

/** An item counts as exact from this node-F1 on. */
const EXACT = 0.99;

/**
 * The metrics of the data set, per item and then averaged: node-F1 and link-F1 over sets, accuracy = share of items
 * with node-F1 >= 0.99; an empty prediction or an empty gold set scores 0. Hallucinated: the share of all predicted
 * nodes, and of all predicted links, that the tools file does not have.
 */
export function scorePlans(
  predicted: readonly PlanShape[],
  gold: readonly PlanShape[],
  tools: ToolCatalogue,
): Figures {
  const nodeF1 = gold.map((plan, index) => setF1(nodesOf(predicted[index]), nodesOf(plan)));
  const linkF1 = gold.map((plan, index) => setF1(linksOf(predicted[index]), linksOf(plan)));
  const knownNodes = new Set(tools.tools.map(({ id }) => id));
  const knownLinks = linksOf({ nodes: [], links: tools.links ?? [] });
  return {
    node_f1: mean(nodeF1),
    link_f1: mean(linkF1),
    accuracy: mean(nodeF1.map((value) => (value >= EXACT ? 1 : 0))),
    hallucinated_nodes: unknownShare(predicted.map(nodesOf), knownNodes),
    hallucinated_links: unknownShare(predicted.map(linksOf), knownLinks),
  };
}

function setF1(predicted: ReadonlySet<string>, gold: ReadonlySet<string>): number {
  const right = [...predicted].filter((item) => gold.has(item)).length;
  if (right === 0) return 0;
  const precision = right / predicted.size;
  const recall = right / gold.size;
  return (2 * precision * recall) / (precision + recall);
}

function nodesOf(plan: PlanShape | undefined): Set<string> {
  return new Set(plan?.nodes);
}

/** Links as "a, b", which is how the data set compares them. */
function linksOf(plan: PlanShape | undefined): Set<string> {
  return new Set(plan?.links.map(([from, to]) => `${from}, ${to}`));
}

function unknownShare(sets: readonly ReadonlySet<string>[], known: ReadonlySet<string>): number {
  const all = sets.flatMap((set) => [...set]);
  return all.length === 0 ? 0 : all.filter((item) => !known.has(item)).length / all.length;
}

function mean(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
}
