import { TIERS, type Tier } from "../../../state/agent.ts";
import { GenesisError } from "../../../state/errors.ts";
import { FeatureReader, productsOf, type SlotCounts, type SparseVector, STRIDE, weigh } from "./features.ts";
import type { Head } from "./head.ts";
import { LengthScale } from "./length-scale.ts";
import { product, ridge } from "./ridge.ts";
import { type DifficultyModelJson, MIN_BITS, type ModelParts, packModel, unpackModel } from "./serialise.ts";

/** A text and how well each tier did on it, 0 (failed) to 1; tiers that were not tried are left out. */
export interface DifficultyExample {
  readonly text: string;
  readonly outcomes: Readonly<Partial<Record<Tier, number>>>;
  /** How much the outcome counts, above 0; 1 when absent. */
  readonly weight?: number;
}

export interface DifficultyOptions {
  /** The table of features has 2^bits slots. */
  readonly bits?: number;
}

const DEFAULT_BITS = 15;
/** Ridge penalty against rows of unit length; flat between 2 and 8 on both data sets (docs/decisions/030). */
const PENALTY = 4;
/** Outcomes that the prior is worth. */
const PRIOR_COUNT = 4;
/**
 * What is believed before anything was measured: success falls with length, and faster for weaker tiers. Only the
 * difference between slopes moves a routing decision: 0.045 per standard deviation of ln(length).
 */
const PRIOR: Readonly<Record<Tier, { readonly success: number; readonly slope: number }>> = {
  economy: { success: 0.7, slope: -0.06 },
  standard: { success: 0.8, slope: -0.035 },
  premium: { success: 0.88, slope: -0.015 },
};

/**
 * How likely each tier of model or agent is to succeed at a text (DAAO's difficulty estimate, learnt as in
 * docs/decisions/030-routing.md): a prior from length, and ridge regression of each tier's outcomes on hashed words,
 * word beginnings, character 4-grams and structure. `train` solves it exactly; `update` adds one outcome at a time
 * with a diagonal approximation of the same posterior. Deterministic, without a clock or random numbers.
 */
export class DifficultyModel {
  readonly #bits: number;
  readonly #reader: FeatureReader;
  readonly #frequencies: Float32Array;
  #rarities: Float32Array | undefined;
  #table: Float32Array | undefined;
  readonly #length: LengthScale;
  readonly #heads: Readonly<Record<Tier, Head>>;

  private constructor(bits: number, length: LengthScale) {
    this.#bits = bits;
    this.#reader = FeatureReader.of(bits);
    this.#frequencies = new Float32Array(2 ** bits);
    this.#length = length;
    this.#heads = { economy: newHead(bits), standard: newHead(bits), premium: newHead(bits) };
  }

  /** A model that has seen nothing: it judges by length alone. */
  static cold({ bits = DEFAULT_BITS }: DifficultyOptions = {}): DifficultyModel {
    return new DifficultyModel(bits, new LengthScale());
  }

  /** Learns from many examples at once. Throws DIFFICULTY_EXAMPLE_INVALID. */
  static train(examples: readonly DifficultyExample[], options: DifficultyOptions = {}): DifficultyModel {
    const model = DifficultyModel.cold(options);
    for (const example of examples) check(example);
    // Two readings: rarities are known only when every text has been seen.
    for (const { text } of examples) model.#meet(text, model.#reader.read(text));
    const rarities = model.#currentRarities();
    const rows = examples.map(({ text }) => weigh(model.#reader.read(text), rarities));
    for (const tier of TIERS) model.#fit(tier, rows, examples);
    return model;
  }

  #fit(tier: Tier, rows: readonly SparseVector[], examples: readonly DifficultyExample[]): void {
    const head = this.#heads[tier];
    const known = examples.flatMap(({ text, outcomes, weight = 1 }, index) => {
      const outcome = outcomes[tier];
      return outcome === undefined ? [] : [{ row: rows[index] as SparseVector, text, outcome, weight }];
    });
    for (const { outcome, weight } of known) {
      head.count += weight;
      head.sum += weight * outcome;
    }
    // A row that counts w times as much is a row sqrt(w) times as long.
    const scaled = known.map(({ row, weight }) => (weight === 1 ? row : scale(row, Math.sqrt(weight))));
    const targets = Float64Array.from(
      known,
      ({ text, outcome, weight }) => Math.sqrt(weight) * (outcome - this.#prior(tier, text.length)),
    );
    head.weights.set(ridge({ rows: scaled, targets, dimensions: 2 ** this.#bits, penalty: PENALTY }));
    for (const row of scaled) addSquares(head.precisions, row);
  }

  /**
   * Learns from one more example: the Kalman update of the ridge posterior with its covariance kept diagonal. Equal
   * to `train` for the first example, close to it for the following. Throws DIFFICULTY_EXAMPLE_INVALID.
   */
  update(example: DifficultyExample): void {
    check(example);
    const { text, outcomes, weight = 1 } = example;
    const counts = this.#reader.read(text);
    this.#meet(text, counts);
    const row = weigh(counts, this.#currentRarities());
    for (const tier of TIERS) {
      const outcome = outcomes[tier];
      if (outcome === undefined) continue;
      const head = this.#heads[tier];
      head.count += weight;
      head.sum += weight * outcome;
      correct(head, row, outcome - this.#prior(tier, text.length), weight);
    }
    this.#table = undefined;
  }

  /** Probability of success by tier, 0.01 to 0.99. */
  predict(text: string): Record<Tier, number> {
    const [economy, standard, premium] = this.#successes(text);
    return { economy: probability(economy), standard: probability(standard), premium: probability(premium) };
  }

  /** What the stronger tier is expected to add over the weaker one; higher = harder. Not a probability. */
  gain(text: string, weak: Tier = "economy", strong: Tier = "premium"): number {
    const successes = this.#successes(text);
    return (successes[TIERS.indexOf(strong)] as number) - (successes[TIERS.indexOf(weak)] as number);
  }

  /** Outcomes a tier has shown, by weight. */
  evidence(tier: Tier): number {
    return this.#heads[tier].count;
  }

  /**
   * How much better (above 0) or worse than usual a text like this goes, on average over the tiers by what they have
   * shown; 0 before any has.
   */
  surprise(text: string): number {
    const evidence = TIERS.map((tier) => this.#heads[tier].count);
    const all = evidence.reduce((sum, count) => sum + count, 0);
    if (all === 0) return 0;
    const deviations = this.#successes(text).map(
      (success, index) => success - this.#base(TIERS[index] as Tier),
    );
    return deviations.reduce((sum, deviation, index) => sum + ((evidence[index] ?? 0) / all) * deviation, 0);
  }

  /** The model as JSON, versioned. */
  toJSON(): DifficultyModelJson {
    return packModel(this.#parts());
  }

  /** Reads what `toJSON` wrote. Throws DIFFICULTY_MODEL_INVALID. */
  static parse(json: unknown): DifficultyModel {
    let model = DifficultyModel.cold({ bits: MIN_BITS });
    unpackModel(json, (bits, length) => {
      model = new DifficultyModel(bits, length);
      return model.#parts();
    });
    return model;
  }

  #parts(): ModelParts {
    return { bits: this.#bits, frequencies: this.#frequencies, length: this.#length, heads: this.#heads };
  }

  #meet(text: string, { slots, size }: SlotCounts): void {
    this.#length.add(text.length);
    for (let index = 0; index < size; index += 1) {
      const slot = slots[index] as number;
      this.#frequencies[slot] = (this.#frequencies[slot] as number) + 1;
    }
    this.#rarities = undefined;
    this.#table = undefined;
  }

  /**
   * By slot, the square root of its inverse document frequency: the full weight trusts rarity too much after a few
   * hundred texts (docs/decisions/030-routing.md).
   */
  #currentRarities(): Float32Array {
    const top = 1 + Math.log(1 + this.#length.documents);
    this.#rarities ??= this.#frequencies.map((count) => Math.sqrt(Math.max(0, top - logOf(1 + count))));
    return this.#rarities;
  }

  #base(tier: Tier): number {
    const { count, sum } = this.#heads[tier];
    return (PRIOR_COUNT * PRIOR[tier].success + sum) / (PRIOR_COUNT + count);
  }

  #prior(tier: Tier, length: number): number {
    return this.#base(tier) + PRIOR[tier].slope * this.#length.deviations(length);
  }

  #successes(text: string): readonly [number, number, number] {
    const [economy, standard, premium] = productsOf(this.#reader.read(text), this.#scoringTable());
    const { length } = text;
    return [
      economy + this.#prior("economy", length),
      standard + this.#prior("standard", length),
      premium + this.#prior("premium", length),
    ];
  }

  #scoringTable(): Float32Array {
    if (this.#table) return this.#table;
    const rarities = this.#currentRarities();
    const weights = TIERS.map((tier) => this.#heads[tier].weights);
    const table = new Float32Array(STRIDE * rarities.length);
    for (let slot = 0; slot < rarities.length; slot += 1) {
      table[STRIDE * slot] = rarities[slot] as number;
      for (let tier = 0; tier < weights.length; tier += 1) {
        table[STRIDE * slot + 1 + tier] = weights[tier]?.[slot] ?? 0;
      }
    }
    this.#table = table;
    return table;
  }
}

const LOGS = Float64Array.from({ length: 4_096 }, (_, value) => Math.log(value));

function logOf(count: number): number {
  return LOGS[count] ?? Math.log(count);
}

function newHead(bits: number): Head {
  const precisions = new Float32Array(2 ** bits).fill(PENALTY);
  return { weights: new Float32Array(2 ** bits), precisions, count: 0, sum: 0 };
}

/** One step of the diagonal Kalman filter towards the target; noise has variance 1 / weight. */
function correct(head: Head, row: SparseVector, target: number, weight: number): void {
  const { slots, values } = row;
  const error = target - product(row, head.weights);
  let spread = 1 / weight;
  for (let index = 0; index < slots.length; index += 1) {
    spread += (values[index] as number) ** 2 / (head.precisions[slots[index] as number] as number);
  }
  for (let index = 0; index < slots.length; index += 1) {
    const slot = slots[index] as number;
    const gain = (values[index] as number) / (head.precisions[slot] as number) / spread;
    head.weights[slot] = (head.weights[slot] as number) + gain * error;
  }
  addSquares(head.precisions, weight === 1 ? row : scale(row, Math.sqrt(weight)));
}

function addSquares(precisions: Float32Array, { slots, values }: SparseVector): void {
  for (let index = 0; index < slots.length; index += 1) {
    const slot = slots[index] as number;
    precisions[slot] = (precisions[slot] as number) + (values[index] as number) ** 2;
  }
}

function scale({ slots, values }: SparseVector, factor: number): SparseVector {
  return { slots, values: values.map((value) => value * factor) };
}

function probability(value: number): number {
  return Math.min(0.99, Math.max(0.01, value));
}

function check({ outcomes, weight = 1 }: DifficultyExample): void {
  const values = Object.values(outcomes);
  const bad = values.find((value) => !(value >= 0 && value <= 1));
  if (bad === undefined && weight > 0 && Number.isFinite(weight)) return;
  throw new GenesisError(
    "DIFFICULTY_EXAMPLE_INVALID",
    bad === undefined ? `The weight ${weight} is not above 0.` : `The outcome ${bad} is not between 0 and 1.`,
    { category: "system", hint: "Outcomes are 0 for failure to 1 for success." },
  );
}
