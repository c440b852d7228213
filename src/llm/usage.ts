import { costUsd } from "./models.ts";

/** Tokens and their cost in USD. */
export interface Usage {
  readonly input_tokens: number;
  readonly output_tokens: number;
  readonly cost_usd: number;
}

/** What one node has spent on one model. `calls` counts every reply that was paid for, repairs included. */
export interface UsageTotal extends Usage {
  readonly node: string;
  readonly model: string;
  readonly calls: number;
}

export const NO_USAGE: Usage = { input_tokens: 0, output_tokens: 0, cost_usd: 0 };

export function usageOf(model: string, inputTokens: number, outputTokens: number): Usage {
  return {
    input_tokens: inputTokens,
    output_tokens: outputTokens,
    cost_usd: costUsd(model, inputTokens, outputTokens),
  };
}

export function addUsage(a: Usage, b: Usage): Usage {
  return {
    input_tokens: a.input_tokens + b.input_tokens,
    output_tokens: a.output_tokens + b.output_tokens,
    cost_usd: a.cost_usd + b.cost_usd,
  };
}

/** Sums usage by node and model for as long as the process lives. */
export class UsageLedger {
  readonly #totals = new Map<string, UsageTotal>();

  record(node: string, model: string, usage: Usage): void {
    const key = JSON.stringify([node, model]);
    const before = this.#totals.get(key);
    const sum = addUsage(before ?? NO_USAGE, usage);
    this.#totals.set(key, { node, model, calls: (before?.calls ?? 0) + 1, ...sum });
  }

  totals(): UsageTotal[] {
    return [...this.#totals.values()];
  }
}
