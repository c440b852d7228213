import type { Thresholds } from "../../../src/nodes/validate-safety/classifier/classifier.ts";

/** The one frozen pair, in log-odds; `cross-validate.ts` shows what it does on business text not trained on. */
export const THRESHOLDS: Thresholds = { flag: 0.1, block: 2.25 };
