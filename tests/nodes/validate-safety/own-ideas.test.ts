import { describe, expect, it } from "vitest";
import { generateIdeaLocally } from "../../../src/nodes/generate-idea/local-generator.ts";
import { loadGate } from "../../../src/nodes/validate-safety/gate.ts";
import { intentText } from "../../../src/nodes/validate-safety/judged-text.ts";
import { loadArchetypes } from "../../../src/templates/archetypes.ts";

const SEEDS = Array.from({ length: 400 }, (_, seed) => seed);

describe("the ideas of the local generator", () => {
  const gate = loadGate();
  for (const archetype of loadArchetypes().all()) {
    it(`pass the policy: ${archetype.business_type}`, () => {
      const stopped = SEEDS.map((seed) =>
        intentText(generateIdeaLocally({ archetype, seed, given: {}, similar: [] })),
      ).filter((text) => gate.assess(text, { origin: "plan", own_words: true }).action !== "allow");
      expect(stopped).toEqual([]);
    });
  }
});
