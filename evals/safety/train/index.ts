/**
 * `node --import tsx evals/safety/train/index.ts <folder of training data>`: trains the classifier on the permissive
 * sources of the folder and on evals/safety/data, and writes src/templates/safety/classifier.bin. Deterministic.
 */
import { writeFileSync } from "node:fs";
import { writeModel } from "../../../src/nodes/validate-safety/classifier/model-file.ts";
import { createRandom } from "../../../src/state/random.ts";
import { corpus } from "./corpus.ts";
import { learn } from "./learn.ts";
import { prepare } from "./prepare.ts";
import { THRESHOLDS } from "./thresholds.ts";

const OUT = new URL("../../../src/templates/safety/classifier.bin", import.meta.url);
const SEED = 7;

function main(folder: string | undefined): void {
  if (!folder)
    throw new Error("usage: node --import tsx evals/safety/train/index.ts <folder of training data>");
  const examples = corpus(folder, createRandom(SEED)).map(prepare);
  const unsafe = examples.filter(({ target }) => target === 1).length;
  console.log(`${examples.length} examples, ${unsafe} of them unsafe`);
  const file = writeModel(learn(examples, THRESHOLDS));
  writeFileSync(OUT, file);
  console.log(`${file.length} bytes`);
}

main(process.argv[2]);
