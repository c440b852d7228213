import { z } from "zod";

/** Weights are compared with each other: larger ones say nothing more, and sums must stay numbers. */
const weight = z.number().min(0).max(1_000);

/** What the parts of a roster's fitness weigh, in fitness points. */
const WeightsSchema = z.strictObject({
  coverage: weight.default(1).describe("All needs filled"),
  price: weight.default(0.001).describe("Per USD an hour of a member's price"),
  member: weight.default(0.01).describe("Per member"),
  pair: weight.default(0.0005).describe("Per pair of members: c of Hamilton's rule"),
});

/** How measured cooperation becomes b of Hamilton's rule, and shared capabilities become r. */
const CooperationSchema = z.strictObject({
  benefit: weight.default(0.01).describe("b of a pair that always succeeds over one that never does"),
  prior_successes: z.number().positive().max(1e6).default(1).describe("Beta prior of a pair's joint success"),
  prior_failures: z.number().positive().max(1e6).default(1),
  base_relatedness: z
    .number()
    .min(0)
    .max(1)
    .default(0.1)
    .describe("r of two agents that share no capability"),
});

/**
 * The parameters of the Inclusive Fitness Swarm (guide 6.2). Plain JSON, so that they can be stored, compared and
 * evolved. Nothing but `time_limit_ms` makes a result depend on anything but inputs and seed.
 */
export const SwarmParametersSchema = z.strictObject({
  population: z.int().min(2).max(1_000).default(24),
  generations: z.int().min(0).max(100_000).default(80),
  stagnation: z.int().min(1).default(12).describe("Stop after so many generations without a better roster"),
  elite: z.int().min(1).default(2).describe("Rosters that pass on to the next generation unchanged"),
  tournament: z.int().min(1).default(3).describe("Rosters that compete to be a parent"),
  crossover_rate: z.number().min(0).max(1).default(0.9),
  mutation_rate: z.number().min(0).max(1).default(0.08).describe("Chance of each agent to join or leave"),
  max_evaluations: z.int().min(1).default(4_000_000).describe("Rosters scored, at most"),
  exhaustive_agents: z
    .int()
    .min(0)
    .max(16)
    .default(10)
    .describe("With so many undecided agents or fewer every roster is scored instead of evolving some"),
  time_limit_ms: z.number().min(0).nullable().default(null).describe("Best so far after it; null = no limit"),
  weights: WeightsSchema.prefault({}),
  cooperation: CooperationSchema.prefault({}),
});
export type SwarmParameters = z.infer<typeof SwarmParametersSchema>;

export const DEFAULT_SWARM_PARAMETERS: SwarmParameters = SwarmParametersSchema.parse({});
