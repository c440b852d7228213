import { describe, expect, it } from "vitest";
import { productSpec } from "../../../src/agents/built-in/product-spec.ts";
import { loadArchetypes } from "../../../src/templates/archetypes.ts";
import { loadBlocks } from "../../../src/templates/blocks.ts";
import { aRequirements } from "../../support/requirements.ts";

const archetypes = loadArchetypes();

/** What only those say who build or sell such products. */
const BUILDERS_WORDS =
  /\b(?:CTA|hero copy|CMS|SDK|RSS|intents?)\b|ingest|onboarding|gateway|fulfil|authenticat|integration|segment|sequenc|sitemap|opt-in|validation|embeddable|fallback|hand-off|analytics|audit|tiered|disclosure|split pay|dispute|dashboard/i;
const blocks = loadBlocks();

function copy(differences: Parameters<typeof aRequirements>[0], seed = 1, type = "saas_tool") {
  const archetype = archetypes.get(type);
  if (!archetype) throw new Error(type);
  return productSpec({ requirements: aRequirements(differences), archetype, blocks, seed }).business;
}

describe("copyOf", () => {
  it("takes the promise of the description as its headline", () => {
    const description =
      "As a web app, Ledger Loop helps wedding planners quote jobs in minutes. It needs no training. It is paid for.";
    const { hero, tagline, seo } = copy({ target_audience: "wedding planners", description });
    expect(hero.title).toBe("Quote jobs in minutes");
    expect(tagline).toBe(hero.title);
    expect(hero.lead).toBe(
      "As a web app, Ledger Loop helps wedding planners quote jobs in minutes. It needs no training.",
    );
    expect(seo.title).toBe("Ledger Loop: Quote jobs in minutes");
  });

  it("speaks of audience and features where the description promises nothing", () => {
    const { hero, tagline, benefits } = copy({ description: "Invoices, but calm." });
    for (const text of [hero.title, tagline])
      expect(text).toMatch(/user authentication|Small business owners/i);
    expect(benefits[0]?.title).toBe("Made for small business owners");
  });

  it.each([
    ["Small business owners", "small business owners"],
    ["Teams of two", "teams of two"],
    ["German bakeries", "German bakeries"],
    ["SMBs", "SMBs"],
    ["wedding planners", "wedding planners"],
  ])("writes the audience %s as it stands within a sentence", (target_audience, written) => {
    const { audience, benefits, faq } = copy({ target_audience, description: "Calm." });
    expect(audience).toBe(written);
    expect(benefits[0]?.title).toBe(`Made for ${written}`);
    expect(faq[0]?.answer.charAt(0)).toBe(target_audience.charAt(0).toUpperCase());
  });

  it("varies by seed", () => {
    const titles = new Set(
      Array.from({ length: 12 }, (_, seed) =>
        copy({}, seed)
          .benefits.map((one) => one.title)
          .join(),
      ),
    );
    expect(titles.size).toBeGreaterThan(2);
  });

  it("fits search results and pages, however long the input is", () => {
    const long = "word ".repeat(99).trim();
    const { seo, hero, tagline } = copy({
      name: "N".repeat(120),
      description: long,
      target_audience: long,
      mvp_features: [long],
    });
    expect(seo.title.length).toBeLessThanOrEqual(60);
    expect(seo.description.length).toBeLessThanOrEqual(155);
    expect(hero.title.length).toBeLessThanOrEqual(90);
    expect(tagline.length).toBeLessThanOrEqual(110);
  });

  it.each(archetypes.all().map((archetype) => [archetype.business_type, archetype] as const))(
    "speaks to the visitors of a %s in their words, not in those of builders",
    (type, { signature_features, typical_features }) => {
      const mvp_features = [...new Set([...signature_features, ...typical_features])];
      for (let seed = 1; seed <= 6; seed += 1) {
        const made = copy({ mvp_features, description: "Calm." }, seed, type);
        const { tagline, hero, benefits, features, faq, help, seo } = made;
        const words = [tagline, hero.title, hero.lead, benefits, features, faq, help, seo];
        expect(JSON.stringify(words)).not.toMatch(BUILDERS_WORDS);
        // Within a sentence an article is written small.
        expect(faq.map(({ answer }) => answer).join(" ")).not.toMatch(/[a-z,] A /);
        const names = features.map(({ name }) => name);
        expect(new Set(names).size).toBe(names.length);
        const summaries = features.map(({ summary }) => summary);
        expect(new Set(summaries).size).toBe(summaries.length);
      }
    },
  );

  it("calls a feature as its users do when they gave it a name of their own", () => {
    const mvp_features = ["Hero copy", "user AUTHENTICATION", "Equipment register"];
    const { features } = copy({ mvp_features });
    expect(features.map(({ name }) => name)).toEqual([
      "The whole plan on one page",
      "Your own account",
      "Equipment register",
    ]);
    expect(features[1]?.summary).toMatch(/^Sign up in a minute/);
  });

  it("explains every feature, answers questions, and makes nothing up", () => {
    for (const { business_type, typical_features } of archetypes.all()) {
      const business = copy({ mvp_features: typical_features }, 3, business_type);
      expect(business.features).toHaveLength(typical_features.length);
      expect(business.faq.length).toBeGreaterThanOrEqual(5);
      expect(business.help.length).toBe(typical_features.length + 1);
      const { settings: _settings, ...words } = business;
      const all = JSON.stringify(words);
      expect(all).not.toMatch(
        /lorem|ipsum|TODO|undefined|testimonial|trusted by|\d+[,.]?\d* (?:customers|users)|award/i,
      );
    }
  });
});
