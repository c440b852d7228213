import type { Thresholds } from "../../../src/nodes/validate-safety/classifier/classifier.ts";

/** The one frozen pair, in log-odds; `cross-validate.ts` shows what it does on text not trained on. */
export const THRESHOLDS: Thresholds = { flag: 0.2, block: 3.2 };

/** How much readier, in log-odds, a text is flagged that is surely no task of a business. */
export const GENERAL_MARGIN = 1.6;
