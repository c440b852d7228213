import { readFileSync } from "node:fs";
import { embed, MAX_WORDS } from "../../../src/nodes/validate-safety/classifier/convolution.ts";
import { hashedFeatures } from "../../../src/nodes/validate-safety/classifier/hashed-features.ts";
import { createLexicon } from "../../../src/nodes/validate-safety/classifier/lexicon.ts";
import { wordsOf } from "../../../src/nodes/validate-safety/classifier/tokens.ts";
import { readWordVectors } from "../../../src/nodes/validate-safety/classifier/word-vectors.ts";
import { normalise } from "../../../src/nodes/validate-safety/normalise.ts";
import { readLexicon } from "../../../src/templates/safety-model.ts";
import type { Example } from "./corpus.ts";
import type { Sparse } from "./learn-linear.ts";
import type { Embedded } from "./learn-network.ts";

const VECTORS = new URL("../../../src/templates/safety/word-vectors.bin", import.meta.url);

export const vectors = readWordVectors(readFileSync(VECTORS));
export const lexicon = createLexicon(readLexicon());

export type Prepared = Example & Sparse & Embedded;

/** Features of an example for both learners. A long text is cut to its first passage. */
export function prepare(example: Example): Prepared {
  const words = wordsOf(normalise(example.text)).slice(0, MAX_WORDS);
  return {
    ...example,
    features: hashedFeatures(words, lexicon),
    input: embed(words, vectors),
    target: example.label === "unsafe" ? 1 : 0,
  };
}
