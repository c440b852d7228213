/** The tasks that Genesis itself plans and the safeguards it adds: what a gate must never stumble over. */
import { planFromBlueprint } from "../../../src/nodes/decompose-tasks/plan.ts";
import { generateIdeaLocally } from "../../../src/nodes/generate-idea/local-generator.ts";
import { intentText, taskText } from "../../../src/nodes/validate-safety/judged-text.ts";
import { loadArchetypes } from "../../../src/templates/archetypes.ts";
import { loadPolicies } from "../../../src/templates/policies.ts";

const SEEDS = [1, 2, 3];
const IDEAS = 40;

/** Texts of all tasks of the built-in archetypes for a few invented businesses, each text once. */
export function planTexts(): string[] {
  const registry = loadArchetypes();
  const texts = registry.all().flatMap((archetype) =>
    SEEDS.flatMap((seed) => {
      const requirements = generateIdeaLocally({ archetype, seed, given: {}, similar: [] });
      const blueprint = registry.blueprint(archetype.business_type);
      return planFromBlueprint({ blueprint, requirements }).tasks.map(taskText);
    }),
  );
  return [...new Set(texts)];
}

/** Texts of invented requests, as the gate reads them. */
export function ideaTexts(): string[] {
  const registry = loadArchetypes();
  return registry
    .all()
    .flatMap((archetype) =>
      Array.from({ length: IDEAS }, (_, seed) =>
        intentText(generateIdeaLocally({ archetype, seed, given: {}, similar: [] })),
      ),
    );
}

/** The sentences that a revision adds. */
export function safeguardTexts(): string[] {
  return loadPolicies().flatMap(({ fix }) => fix?.add ?? []);
}
