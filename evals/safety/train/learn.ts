import type { LinearWeights, Thresholds } from "../../../src/nodes/validate-safety/classifier/classifier.ts";
import { quantise, type TrainedModel } from "../../../src/nodes/validate-safety/classifier/model-file.ts";
import { createRandom } from "../../../src/state/random.ts";
import { learnLinear } from "./learn-linear.ts";
import { learnNetwork } from "./learn-network.ts";
import { learnPurpose } from "./learn-purpose.ts";
import { type Prepared, vectors } from "./prepare.ts";

const LINEAR = { epochs: 8, rate: 0.3, decay: 2e-6 };
const NETWORK = { epochs: 5, rate: 2e-3, dropout: 0.3, decay: 1e-2 };
/** One network each. */
const NETWORK_SEEDS = [5, 6, 7, 8];
/** Share of linear weights that keep their size; the rest is cut to the largest of them. */
const CUT = 0.9999;

/**
 * Both halves of harm and the model of purpose, quantised as they ship. The thresholds are given: they are frozen, not
 * learned. Fewer networks than ship are quicker and err a little more.
 */
export function learn(
  examples: readonly Prepared[],
  thresholds: Thresholds,
  count = NETWORK_SEEDS.length,
): TrainedModel {
  const { weights, bias } = learnLinear(examples, LINEAR, createRandom(3));
  const linear: LinearWeights = { ...quantise(weights, CUT), bias };
  const networks = NETWORK_SEEDS.slice(0, count).map((seed) =>
    learnNetwork(examples, vectors.dimensions, NETWORK, createRandom(seed)),
  );
  return { linear, purpose: learnPurpose(examples), networks, thresholds };
}
