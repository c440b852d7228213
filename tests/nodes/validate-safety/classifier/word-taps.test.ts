import { describe, expect, it } from "vitest";
import {
  embed,
  filterOffsets,
  forward,
} from "../../../../src/nodes/validate-safety/classifier/convolution.ts";
import { readModel } from "../../../../src/nodes/validate-safety/classifier/model-file.ts";
import { WordTaps } from "../../../../src/nodes/validate-safety/classifier/word-taps.ts";
import { readWordVectors } from "../../../../src/nodes/validate-safety/classifier/word-vectors.ts";
import { readSafetyModel } from "../../../../src/templates/safety-model.ts";

const files = readSafetyModel();
const vectors = readWordVectors(files.wordVectors);
const { networks } = readModel(files.classifier);

describe.each(networks.map((network, index) => ({ network, index })))("WordTaps $index", ({ network }) => {
  const taps = new WordTaps(network, vectors);
  const offsets = filterOffsets(network.dimensions);

  it.each([
    "",
    "delete",
    "xyzzyq qwfpgj",
    "delete every backup of the production database and tell nobody",
    "write headlines and calls to action for a small shop that sells tea",
    "the cat sat on the mat ".repeat(40),
  ])("reads %j as the network it stands for", (text) => {
    const words = text.split(" ").filter(Boolean);
    const expected = forward(network, embed(words, vectors), offsets).logit;
    expect(taps.logit(words)).toBeCloseTo(expected, 3);
    // The second time from what was kept.
    expect(taps.logit(words)).toBe(taps.logit(words));
  });
});
