import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isPlaceholderName } from "../../../src/nodes/generate-idea/business-name.ts";
import { generateIdeaLocally } from "../../../src/nodes/generate-idea/local-generator.ts";
import { type Archetype, ArchetypeSchema } from "../../../src/state/archetype.ts";
import { BusinessRequirementsSchema, RequirementsInputSchema } from "../../../src/state/business.ts";
import { anArchetype, aSimilarBusiness, withoutSeeds } from "./support.ts";

const archetype = anArchetype();
const seeds = Array.from({ length: 200 }, (_, seed) => seed);
const ideas = (of: Archetype) =>
  seeds.map((seed) => generateIdeaLocally({ archetype: of, seed, given: {}, similar: [] }));

describe("variety", () => {
  it("different seeds give different ideas", () => {
    const all = ideas(archetype);
    expect(new Set(all.map(({ name }) => name)).size).toBeGreaterThanOrEqual(150);
    expect(new Set(all.map(({ description }) => description)).size).toBeGreaterThanOrEqual(190);
    expect(new Set(all.map(({ target_audience }) => target_audience)).size).toBe(6);
    expect(new Set(all.map(({ mvp_features }) => mvp_features.join())).size).toBeGreaterThan(5);
  });

  it("the same seed gives the same idea", () => {
    expect(ideas(archetype)).toEqual(ideas(archetype));
  });

  it("an archetype without seeds has variety too", () => {
    const all = ideas(withoutSeeds(archetype));
    expect(new Set(all.map(({ description }) => description)).size).toBeGreaterThanOrEqual(150);
    for (const idea of all) {
      expect(BusinessRequirementsSchema.safeParse(idea).error).toBeUndefined();
      expect(idea.target_audience).toBe("Local workshops");
    }
  });
});

describe("an idea", () => {
  it("holds all signature features, then two to four typical ones, none twice", () => {
    for (const { mvp_features } of ideas(archetype)) {
      expect(mvp_features.slice(0, 2)).toEqual(["Online booking", "Repair status page"]);
      expect(mvp_features.length).toBeGreaterThanOrEqual(4);
      expect(new Set(mvp_features).size).toBe(mvp_features.length);
      expect(archetype.typical_features).toEqual(expect.arrayContaining(mvp_features));
    }
  });

  it("describes in three sentences what it is, for whom, against what, how it differs and earns", () => {
    for (const { name, description, target_audience } of ideas(archetype)) {
      expect(description.match(/[.](?= |$)/g)).toHaveLength(3);
      for (const part of [name, target_audience, "repair booking tool", "freemium, $19/mo"]) {
        expect(description).toContain(part);
      }
      expect(archetype.idea?.problems.some((problem) => description.includes(problem))).toBe(true);
      expect(description).not.toMatch(/\ba [aeio]|\ban [^aeiou]| {2}|\.\./);
    }
  });

  it("has a real name", () => {
    for (const { name } of ideas(archetype)) expect(isPlaceholderName(name)).toBe(false);
  });

  it("has the archetype's type whatever was given", () => {
    const given = { business_type: "other" };
    expect(generateIdeaLocally({ archetype, seed: 1, given, similar: [] }).business_type).toBe("repair_shop");
  });

  it("is about what the user decided", () => {
    const given = { name: "Fix Fast", mvp_features: ["Pick-up service"], target_audience: "Cyclists" };
    const idea = generateIdeaLocally({ archetype, seed: 5, given, similar: [] });
    expect(idea).toMatchObject(given);
    for (const part of ["Fix Fast", "pick-up service", "cyclists"]) expect(idea.description).toContain(part);
    expect(idea.description).not.toContain("online booking");
  });
});

describe("memory", () => {
  it("keeps names of earlier runs from being used again", () => {
    for (const seed of seeds) {
      const { name } = generateIdeaLocally({ archetype, seed, given: {}, similar: [] });
      const similar = [aSimilarBusiness({ name: name.toUpperCase() })];
      const second = generateIdeaLocally({ archetype, seed, given: {}, similar });
      expect(second.name.toLowerCase()).not.toBe(name.toLowerCase());
    }
  });

  it("finds a name even when every one is taken", () => {
    const only = {
      ...archetype,
      idea: { ...anArchetype().idea, name_roots: ["Mend"], name_suffixes: ["ly"] },
    };
    const parsed = ArchetypeSchema.parse(only);
    const taken: string[] = [];
    for (const seed of seeds.slice(0, 80)) {
      const similar = taken.map((name) => aSimilarBusiness({ name }));
      const { name } = generateIdeaLocally({ archetype: parsed, seed, given: {}, similar });
      expect(taken).not.toContain(name);
      taken.push(name);
    }
  });

  it("takes over a feature that worked, not one that failed", () => {
    const rate = (success: boolean) =>
      seeds.filter((seed) => {
        const similar = [aSimilarBusiness({ success, features: ["Chat"] })];
        return generateIdeaLocally({ archetype, seed, given: {}, similar }).mvp_features.includes("Chat");
      }).length;
    expect(rate(true)).toBe(200);
    expect(rate(false)).toBeLessThan(200);
  });
});

describe("limits", () => {
  const long = fc.oneof(
    fc.string({ unit: "binary", minLength: 3, maxLength: 500 }),
    fc.constant("x".repeat(500)),
    fc.constant("word ".repeat(99)),
    fc.constant("\u0000\u0007\u009f"),
    fc.constant("😀".repeat(249)),
  );
  const list = fc.array(long, { minLength: 1, maxLength: 70 });
  const endless = fc.oneof(
    long,
    long.map((text) => text.padEnd(9_000, "ab ")),
  );
  const anyArchetype = fc.record({
    title: endless,
    monetization: endless,
    target_market: endless,
    estimated_time: endless,
    signature_features: list,
    typical_features: list,
    tech_stack: list,
    success_metrics: fc.dictionary(endless, endless, { maxKeys: 40 }),
    idea: fc.option(
      fc.record({
        audiences: list,
        problems: list,
        name_roots: list,
        name_suffixes: list,
        angles: list,
      }),
      { nil: undefined },
    ),
  });

  it("hold for every archetype the schema admits", () => {
    fc.assert(
      fc.property(anyArchetype, fc.integer({ min: 0, max: 0xffffffff }), (differences, seed) => {
        const extreme = anArchetype(differences as Partial<Archetype>);
        const idea = generateIdeaLocally({ archetype: extreme, seed, given: {}, similar: [] });
        const { error } = BusinessRequirementsSchema.safeParse(idea);
        expect(error?.issues).toBeUndefined();
        expect(isPlaceholderName(idea.name)).toBe(false);
      }),
      { numRuns: 60 },
    );
  });

  it("hold, and user input stays verbatim, at the largest input", () => {
    const given = RequirementsInputSchema.parse({
      name: "N".repeat(120),
      target_audience: "A".repeat(500),
      monetization: "M".repeat(500),
      mvp_features: Array.from({ length: 50 }, (_, index) => `${index} `.padEnd(500, "F")),
    });
    const idea = generateIdeaLocally({ archetype, seed: 3, given, similar: [] });
    expect(BusinessRequirementsSchema.parse(idea)).toMatchObject(given);
  });
});

describe("isPlaceholderName", () => {
  it.each([
    "Unnamed Business",
    "unnamed business",
    "Untitled",
    "[Your Company Name]",
    "<name>",
    "TBD",
    "N/A",
    "My Startup",
    "Business",
    "Placeholder",
    "Sample Project",
    "null",
  ])("knows %j", (name) => expect(isPlaceholderName(name)).toBe(true));

  it.each(["Ledger Loop", "Newly", "Test Kitchen Co", "Your Daily Bread", "Anaba", "App Orchard", "TBDb"])(
    "lets %j pass",
    (name) => expect(isPlaceholderName(name)).toBe(false),
  );
});
