import type {
  PlanShape,
  SolvedRequest,
  ToolCatalogue,
} from "../../src/nodes/decompose-tasks/case-based/catalogue.ts";
import { TfIdfIndex } from "../../src/nodes/decompose-tasks/case-based/tf-idf.ts";

const NOTHING: PlanShape = { nodes: [], links: [] };

/** Copies the plan of the most similar case by TF-IDF of 1-2 grams. */
export function copyNearestCase(cases: readonly SolvedRequest[], requests: readonly string[]): PlanShape[] {
  const nearest = searcher(cases.map(({ request }) => request));
  return requests.map((request) => cases[nearest(request, 1)[0] ?? -1] ?? NOTHING);
}

/** The two tools whose descriptions are nearest to the request, linked in that order where that is allowed. */
export function topTwoTools({ tools, links = [] }: ToolCatalogue, requests: readonly string[]): PlanShape[] {
  const nearest = searcher(tools.map(({ id, description }) => `${id.replaceAll("_", " ")} ${description}`));
  const allowed = new Set(links.map(([from, to]) => `${from}, ${to}`));
  return requests.map((request) => {
    const nodes = nearest(request, 2).map((index) => tools[index]?.id ?? "");
    const [first = "", second = ""] = nodes;
    const link = [first, second] as const;
    return { nodes, links: allowed.has(link.join(", ")) ? [link] : [] };
  });
}

/** The same plan for everything: the one that most cases have. */
export function mostCommonPlan(cases: readonly SolvedRequest[], requests: readonly string[]): PlanShape[] {
  const counts = new Map<string, { plan: PlanShape; count: number }>();
  for (const plan of cases) {
    const key = JSON.stringify([plan.nodes, plan.links]);
    counts.set(key, { plan, count: (counts.get(key)?.count ?? 0) + 1 });
  }
  const [best] = [...counts.values()].sort((a, b) => b.count - a.count);
  return requests.map(() => best?.plan ?? NOTHING);
}

function searcher(documents: readonly string[]): (query: string, limit: number) => number[] {
  const index = new TfIdfIndex(documents.map(grams));
  return (query, limit) => {
    const sums = new Float64Array(documents.length);
    index.addCosines(index.vector(grams(query)), 1, sums);
    const ranked = [...sums.keys()].sort((a, b) => (sums[b] as number) - (sums[a] as number) || a - b);
    return ranked.slice(0, limit);
  };
}

function grams(text: string): string[] {
  const words = text.toLowerCase().match(/[\p{L}\p{N}_]{2,}/gu) ?? [];
  return [...words, ...words.slice(1).map((word, index) => `${words[index]} ${word}`)];
}
