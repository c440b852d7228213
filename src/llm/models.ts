import type { Tier } from "../state/agent.ts";
import type { Difficulty } from "../state/routing.ts";
import { cheapestTier } from "../state/tier-quality.ts";

/** What a model is asked for. The kind decides the difficulty, that the tier, and the tier the model. */
export type TaskKind = "idea" | "plan" | "copy" | "feature" | "summary" | "safety";

/** Everything after them rests on idea and plan; what a model says of safety is judged by the gate again. */
const DIFFICULTY_OF_KIND: Readonly<Record<TaskKind, Difficulty>> = {
  idea: "Critical",
  plan: "Critical",
  copy: "Standard",
  feature: "Hard",
  summary: "Easy",
  safety: "Standard",
};

/** "Always the strongest", which DAAO is measured against. */
export const STRONGEST_TIER: Tier = "premium";

const MODEL_OF_TIER: Readonly<Record<Tier, string>> = {
  premium: "gpt-4o",
  standard: "gpt-4.1-mini",
  economy: "gpt-4o-mini",
};

/** USD per million tokens. */
export interface ModelPrice {
  readonly input: number;
  readonly output: number;
}

/** List prices, USD per million tokens. */
const PRICES: Readonly<Record<string, ModelPrice>> = {
  "gpt-4o": { input: 2.5, output: 10 },
  "gpt-4o-mini": { input: 0.15, output: 0.6 },
  "gpt-4.1": { input: 2, output: 8 },
  "gpt-4.1-mini": { input: 0.4, output: 1.6 },
  "gpt-4.1-nano": { input: 0.1, output: 0.4 },
  "gpt-5": { input: 1.25, output: 10 },
  "gpt-5-mini": { input: 0.25, output: 2 },
  "gpt-5-nano": { input: 0.05, output: 0.4 },
};

/**
 * Longest reply by kind of task, in tokens: what a call may cost at most has to be known before it. Every
 * model above can write as much.
 */
const MAX_OUTPUT_TOKENS: Readonly<Record<TaskKind, number>> = {
  idea: 8_192,
  plan: 16_384,
  copy: 8_192,
  summary: 4_096,
  safety: 4_096,
};

export function maxOutputTokens(kind: TaskKind, limit: number = Number.POSITIVE_INFINITY): number {
  return Math.min(MAX_OUTPUT_TOKENS[kind], limit);
}

/** Charged for a model without a known price: a ceiling, so that a budget errs on the safe side. */
export const UNKNOWN_MODEL_PRICE: ModelPrice = { input: 15, output: 75 };

/**
 * The model for a kind of task: the cheapest whose tier meets the quality floor of its difficulty (DAAO), or that of
 * the tier that routing chose for this one. `override` (GENESIS_MODEL) wins over every tier.
 */
export function modelFor(
  kind: TaskKind,
  override?: string,
  tier: Tier = cheapestTier(DIFFICULTY_OF_KIND[kind]),
): string {
  return override ?? MODEL_OF_TIER[tier];
}

/** What the same tokens would have cost with always the strongest model, in USD. */
export function strongestCostUsd(inputTokens: number, outputTokens: number, override?: string): number {
  return costUsd(override ?? MODEL_OF_TIER[STRONGEST_TIER], inputTokens, outputTokens);
}

/** The price of a model; a dated snapshot (`gpt-4o-2024-08-06`) costs what its family costs. */
export function priceOf(model: string): ModelPrice {
  const family = model.replace(/-\d{4}-\d{2}-\d{2}$/, "");
  return Object.hasOwn(PRICES, family) ? (PRICES[family] ?? UNKNOWN_MODEL_PRICE) : UNKNOWN_MODEL_PRICE;
}

/** Cost in USD of a number of tokens. */
export function costUsd(model: string, inputTokens: number, outputTokens: number): number {
  const { input, output } = priceOf(model);
  return (inputTokens * input + outputTokens * output) / 1_000_000;
}
