import { describe, expect, it } from "vitest";
import { productSpec } from "../../../src/agents/built-in/product-spec.ts";
import { loadArchetypes } from "../../../src/templates/archetypes.ts";
import { loadBlocks } from "../../../src/templates/blocks.ts";
import { aRequirements } from "../../support/requirements.ts";

const archetypes = loadArchetypes();
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

  it("explains every feature, answers questions, and makes nothing up", () => {
    for (const { business_type, typical_features } of archetypes.all()) {
      const business = copy({ mvp_features: typical_features }, 3, business_type);
      expect(business.features.map(({ name }) => name)).toEqual(typical_features);
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
