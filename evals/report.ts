/** Figures by name, e.g. `recall@5`. Shares are 0 to 1. */
export type Figures = Readonly<Record<string, number>>;

/** A floor or ceiling that the product promises for one figure. */
export interface Claim {
  readonly claim: string;
  readonly value: number;
  readonly bound: "at least" | "at most";
  readonly limit: number;
}

/** What an evaluation measured, always beside the trivial baselines on the same data. */
export interface EvalReport {
  readonly suite: string;
  readonly data: {
    readonly train: readonly string[];
    readonly test: readonly string[];
    readonly items: number;
  };
  readonly metrics: Figures;
  readonly baselines: Readonly<Record<string, Figures>>;
  /** Finer figures (per category, per source), for reading. */
  readonly details?: Readonly<Record<string, Figures>>;
  readonly claims: readonly Claim[];
}

export interface EvalOptions {
  /** Files to learn from; empty where the suite needs none. */
  readonly train: readonly string[];
  /** Files to measure on. */
  readonly test: readonly string[];
  /** Suite `planning`: the catalogue of tools, when it is not beside the first train file. */
  readonly tools?: string | undefined;
}

/** One suite: `evals/<name>/index.ts` exports its `run`. */
export type EvalSuite = (options: EvalOptions) => Promise<EvalReport>;

/** Wrong use of a suite: said in one line, exit code 2. */
export class EvalUsageError extends Error {}

export function holds({ value, bound, limit }: Claim): boolean {
  return bound === "at least" ? value >= limit : value <= limit;
}
