import { GenesisError } from "../../../state/errors.ts";
import {
  type CheckedCatalogue,
  checkCatalogue,
  type Link,
  repeatable,
  type SolvedRequest,
  type ToolCatalogue,
} from "./catalogue.ts";
import { ridgeWeights } from "./kernel-ridge.ts";
import { PlanPool } from "./plan-pool.ts";
import { type RequestTerms, requestTerms } from "./request-terms.ts";
import { TfIdfIndex } from "./tf-idf.ts";

/** A plan predicted from solved requests, and what it rests on. */
export interface PredictedPlan {
  readonly nodes: readonly string[];
  readonly links: readonly Link[];
  /** `cases`: from solved requests; `descriptions`: no case is like this one, so the tools' own words decided. */
  readonly basis: "cases" | "descriptions";
  /** The most similar cases, best first; similarity is 0 to 1. */
  readonly evidence: readonly { readonly case_id: string; readonly similarity: number }[];
}

/** Cases that vote on one request. More cost time with the cube of their number and add little. */
const NEIGHBOURS = 400;
/** Share of the similarity that comes from the order of words; the rest from the words themselves. */
const ORDER_SHARE = 0.7;
/** A pair of words that only one case has connects it with nothing. */
const MIN_PAIR_CASES = 2;
const LAMBDA = 0.3;
const MAX_EVIDENCE = 4;
const TOOLS_WITHOUT_CASES = 2;
/** Similarities between cases that are kept, 4 bytes each: those of about 4,000 cases with each other. */
const MAX_KEPT = 16_000_000;

/**
 * Predicts plans from solved requests (case-based reasoning, as in Memento, arXiv 2508.16153, but learnt in closed
 * form). The nearest cases get weights by kernel ridge regression on words and word order, which tells near
 * duplicates from independent evidence; then the plan that agrees most with the weighted plans is taken
 * (input-output kernel regression with minimum-Bayes-risk decoding). Deterministic. Throws TOOLS_INVALID.
 */
export class CasePlanner {
  readonly #catalogue: CheckedCatalogue;
  readonly #cases: readonly SolvedRequest[];
  readonly #pool: PlanPool;
  readonly #words: TfIdfIndex;
  readonly #order: TfIdfIndex;
  readonly #tools: TfIdfIndex;
  readonly #rows = new Map<number, Float32Array>();

  constructor(catalogue: ToolCatalogue, cases: readonly SolvedRequest[]) {
    this.#catalogue = checkCatalogue(catalogue);
    this.#cases = cases
      .map((solved) => ({ ...solved, ...repeatable(solved, this.#catalogue) }))
      .filter(({ nodes }) => nodes.length > 0);
    this.#pool = new PlanPool(this.#cases);
    const terms = this.#cases.map(({ request }) => requestTerms(request));
    this.#words = new TfIdfIndex(terms.map(({ words }) => words));
    this.#order = new TfIdfIndex(
      terms.map(({ order }) => order),
      MIN_PAIR_CASES,
    );
    const tools = catalogue.tools.map(({ id, description }) =>
      requestTerms(`${id.replace(/[_-]/g, " ")} ${description}`),
    );
    this.#tools = new TfIdfIndex(tools.map(({ words }) => words));
  }

  /** Throws REQUEST_EMPTY for a request without a letter or digit. */
  plan(request: string): PredictedPlan {
    const terms = requestTerms(request);
    if (terms.words.length === 0) throw emptyRequest();
    const similarities = this.#similarities(terms);
    const nearest = this.#nearest(similarities);
    const weights = this.#weigh(nearest, similarities);
    const best = this.#pool.mostAgreed(nearest, weights);
    if (!best) return this.#fromDescriptions(terms);
    const evidence = nearest.slice(0, MAX_EVIDENCE).map((index) => ({
      case_id: (this.#cases[index] as SolvedRequest).id,
      similarity: Number((similarities[index] as number).toFixed(4)),
    }));
    return { nodes: best.nodes, links: best.links, basis: "cases", evidence };
  }

  #similarities({ words, order }: RequestTerms): Float64Array {
    const sums = new Float64Array(this.#cases.length);
    this.#words.addCosines(this.#words.vector(words), 1 - ORDER_SHARE, sums);
    this.#order.addCosines(this.#order.vector(order), ORDER_SHARE, sums);
    return sums;
  }

  /** Cases with any word in common, the most similar first; ties in the order of the bank. */
  #nearest(similarities: Float64Array): number[] {
    return [...similarities.keys()]
      .filter((index) => (similarities[index] as number) > 0)
      .sort((a, b) => (similarities[b] as number) - (similarities[a] as number) || a - b)
      .slice(0, NEIGHBOURS);
  }

  #weigh(nearest: readonly number[], similarities: Float64Array): Float64Array {
    const rows = nearest.map((index) => this.#row(index));
    return ridgeWeights(
      (row, column) => rows[row]?.[nearest[column] as number] as number,
      nearest.map((index) => similarities[index] as number),
      LAMBDA,
    );
  }

  /** Similarities of one case with all; kept, because neighbours of one request are neighbours of others. */
  #row(index: number): Float32Array {
    const known = this.#rows.get(index);
    if (known) return known;
    const sums = new Float64Array(this.#cases.length);
    this.#words.addCosines(this.#words.vectors[index] as never, 1 - ORDER_SHARE, sums);
    this.#order.addCosines(this.#order.vectors[index] as never, ORDER_SHARE, sums);
    const row = Float32Array.from(sums);
    if ((this.#rows.size + 1) * row.length > MAX_KEPT) this.#rows.clear();
    this.#rows.set(index, row);
    return row;
  }

  /** Without a case that is anything like it: the tools whose names and descriptions are nearest, linked if allowed. */
  #fromDescriptions({ words }: RequestTerms): PredictedPlan {
    const { tools, allows } = this.#catalogue;
    const sums = new Float64Array(tools.length);
    this.#tools.addCosines(this.#tools.vector(words), 1, sums);
    const nodes = [...sums.keys()]
      .sort((a, b) => (sums[b] as number) - (sums[a] as number) || a - b)
      .slice(0, TOOLS_WITHOUT_CASES)
      .map((index) => tools[index]?.id as string);
    const [first, second] = nodes;
    const links =
      first === undefined || second === undefined ? [] : [[first, second] as const, [second, first] as const];
    return { nodes, links: links.filter(allows).slice(0, 1), basis: "descriptions", evidence: [] };
  }
}

/** One prediction; for several on the same cases keep a `CasePlanner`. */
export function planFromCases(
  request: string,
  tools: ToolCatalogue,
  cases: readonly SolvedRequest[],
): PredictedPlan {
  return new CasePlanner(tools, cases).plan(request);
}

function emptyRequest(): GenesisError {
  return new GenesisError("REQUEST_EMPTY", "The request has no words to plan for.", {
    hint: "Say in a sentence what is to be done.",
  });
}
