import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { AGENT_CATALOGUE, resolveAgent } from "../../src/agents/catalogue.ts";
import { PHASES } from "../../src/state/task.ts";
import { loadArchetypes } from "../../src/templates/archetypes.ts";
import { CAPABILITY_KEYWORDS } from "../../src/templates/capability-keywords.ts";
import { temporaryFolder } from "../support/services.ts";

const registry = loadArchetypes();

/** Guide 4, word by word: monetisation, signature features, critical agents. */
const GUIDE: Record<string, [RegExp, RegExp[], string[]]> = {
  saas_tool: [
    /Freemium, \$19\/mo/,
    [/auth/i, /dashboard/i, /billing/i],
    ["builder", "deploy", "qa", "growth"],
  ],
  content_website: [/ad.*affiliate/i, [/CMS integration/, /newsletter/i], ["builder", "content", "seo"]],
  ecommerce_store: [
    /Transaction fee/,
    [/catalog/i, /checkout/i, /fulfilment/i],
    ["builder", "payments", "support"],
  ],
  landing_page_waitlist: [/Waitlist.*upsell/, [/hero copy/i, /CTA/, /analytics/i], ["builder", "copywriter"]],
  saas_dashboard: [/Seat-based/, [/charts/i, /data ingests/i], ["builder", "data", "qa"]],
  marketplace: [/Commission/, [/listings/i, /matchmaking/i, /payments/i], ["builder", "product", "payments"]],
  ai_chatbot_service: [/Usage-based/, [/intent detection/i, /fallback/i], ["builder", "ml", "support"]],
  api_service: [/Tiered usage/, [/API gateway/, /docs/i, /keys/i], ["builder", "devrel", "infra"]],
  newsletter_automation: [/Subscription/, [/sequencing/i, /segmentation/i], ["builder", "marketing", "data"]],
  no_code_tool: [/Seat-based/, [/blocks/i, /integrations/i], ["builder", "integrations", "ux"]],
};

/** Guide 4, the column "Description". */
const TITLES: Record<string, string> = {
  saas_tool: "Subscription web app",
  content_website: "SEO-focused content hub",
  ecommerce_store: "D2C storefront",
  landing_page_waitlist: "Single-page lead capture",
  saas_dashboard: "Analytics dashboard",
  marketplace: "Two-sided platform",
  ai_chatbot_service: "Chat automation",
  api_service: "Developer API",
  newsletter_automation: "Lifecycle email automation",
  no_code_tool: "Workflow builder",
};

describe("the ten archetypes of guide 4", () => {
  it("are called what the guide calls them", () => {
    expect(
      Object.fromEntries(registry.all().map(({ business_type, title }) => [business_type, title])),
    ).toEqual(TITLES);
  });

  it("are exactly these", () => {
    expect(registry.types()).toEqual(Object.keys(GUIDE).sort());
  });

  it.each(Object.entries(GUIDE))("%s says what the guide says", (type, [monetisation, features, agents]) => {
    const archetype = registry.get(type);
    expect(archetype?.monetization).toMatch(monetisation);
    expect(archetype?.signature_features).toHaveLength(features.length);
    for (const [index, feature] of features.entries())
      expect(archetype?.signature_features[index]).toMatch(feature);
    expect(archetype?.required_agents).toEqual(expect.arrayContaining(agents));
    expect(archetype?.typical_features).toEqual(expect.arrayContaining(archetype?.signature_features ?? []));
    expect(Object.keys(archetype?.success_metrics ?? {}).length).toBeGreaterThanOrEqual(3);
  });

  it.each(Object.keys(GUIDE))(
    "%s has a blueprint in true phase order that single agents can carry out",
    (type) => {
      const steps = registry.blueprint(type);
      const phaseOf = new Map(steps.map((step) => [step.key, PHASES.indexOf(step.phase)]));
      for (const step of steps) {
        const position = PHASES.indexOf(step.phase);
        for (const key of step.depends_on)
          expect(phaseOf.get(key), `${step.key} -> ${key}`).toBeLessThanOrEqual(position);
        expect(
          AGENT_CATALOGUE.some((agent) => step.capabilities.every((tag) => agent.capabilities.includes(tag))),
          `${step.key} needs ${step.capabilities.join(" + ")}`,
        ).toBe(true);
      }
    },
  );

  it.each(Object.keys(GUIDE))("%s deploys nothing that is not built and tested", (type) => {
    const steps = registry.blueprint(type);
    const byKey = new Map(steps.map((step) => [step.key, step]));
    const ancestors = (key: string): string[] =>
      (byKey.get(key)?.depends_on ?? []).flatMap((other) => [other, ...ancestors(other)]);
    for (const deploy of steps.filter((step) => step.effect === "deploy")) {
      const needed = new Set(ancestors(deploy.key));
      const work = steps
        .filter((step) => step.phase === "build" || step.phase === "test")
        .map((step) => step.key);
      expect(work.filter((key) => !needed.has(key))).toEqual([]);
    }
    for (const launch of steps.filter((step) => step.phase === "launch"))
      expect(ancestors(launch.key)).toContain("deploy-product");
  });

  it("names only agents of the catalogue", () => {
    for (const { required_agents } of registry.all()) {
      for (const id of required_agents) expect(resolveAgent(id, AGENT_CATALOGUE)?.agent_id).toBe(id);
    }
  });

  it("has an agent for every capability that a keyword asks for", () => {
    const held = new Set(AGENT_CATALOGUE.flatMap((agent) => agent.capabilities));
    expect(Object.keys(CAPABILITY_KEYWORDS).filter((capability) => !held.has(capability))).toEqual([]);
  });
});

const MINIMAL = {
  business_type: "podcast_studio",
  title: "Podcast studio",
  description: "A studio that records and publishes podcasts for others.",
  monetization: "Project fee",
  signature_features: ["Episode planner"],
  typical_features: ["Episode planner", "Guest booking"],
  tech_stack: ["TypeScript"],
  required_agents: ["builder"],
  success_metrics: { episodes: "> 4 a month" },
  target_market: "Companies with something to tell",
  estimated_time: "1 week",
  difficulty: "Easy",
  traits: { customer_facing: false, go_to_market_heavy: false, commerce: false },
};

function folderWith(files: Record<string, string>): string {
  const folder = temporaryFolder();
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
  return folder;
}

describe("loading archetypes", () => {
  it("takes one more from one more file", () => {
    const folder = folderWith({ "podcast.json": JSON.stringify(MINIMAL), "notes.txt": "not an archetype" });
    const extended = loadArchetypes({ folders: [folder] });
    expect(extended.types()).toHaveLength(11);
    expect(extended.get("podcast_studio")?.title).toBe("Podcast studio");
    expect(extended.blueprint("podcast_studio").map((step) => step.key)).toContain("deploy-product");
  });

  it.each([
    ["YAML that does not parse", "a: [", /x\.yaml can't be read/],
    ["a missing field", JSON.stringify({ ...MINIMAL, title: undefined }), /title/],
    ["an unknown field", JSON.stringify({ ...MINIMAL, colour: "red" }), /colour/],
    [
      "a type that exists",
      JSON.stringify({ ...MINIMAL, business_type: "saas_tool" }),
      /both define "saas_tool"/,
    ],
    [
      "a signature feature that is not typical",
      JSON.stringify({ ...MINIMAL, typical_features: ["Other"] }),
      /lacks the signature feature/,
    ],
    [
      "a step that exists",
      JSON.stringify({ ...MINIMAL, blueprint: [step({ key: "deploy-product" })] }),
      /Two blueprint steps/,
    ],
    [
      "a dependency that does not exist",
      JSON.stringify({ ...MINIMAL, blueprint: [step({ depends_on: ["x"] })] }),
      /"x", which does not exist/,
    ],
    [
      "a dependency on a later phase",
      JSON.stringify({ ...MINIMAL, blueprint: [step({ depends_on: ["deploy-product"] })] }),
      /later phase/,
    ],
    [
      "a cycle",
      JSON.stringify({
        ...MINIMAL,
        blueprint: [step({ depends_on: ["two"] }), step({ key: "two", depends_on: ["one"] })],
      }),
      /one -> two -> one/,
    ],
  ])("refuses %s", (_what, content, message) => {
    const folder = folderWith({ "x.yaml": content });
    const failure = expect.objectContaining({
      code: "ARCHETYPE_INVALID",
      message: expect.stringMatching(message),
    });
    expect(() => loadArchetypes({ folders: [folder] })).toThrowError(failure);
  });

  it("refuses a folder that is not there", () => {
    expect(() => loadArchetypes({ folders: ["/nowhere/at/all"] })).toThrowError(
      expect.objectContaining({ code: "ARCHETYPE_INVALID" }),
    );
  });

  it.each([
    ["sass_tool", "saas_tool"],
    ["SaaS Tool", "saas_tool"],
    ["ecommerce", "ecommerce_store"],
    ["marketplaces", "marketplace"],
    ["xyz", undefined],
    ["", undefined],
    ["x".repeat(100_000), undefined],
  ])("suggests for %.20s: %s", (typed, suggestion) => {
    expect(registry.suggest(typed)).toBe(suggestion);
  });
});

function step(differences: object) {
  return {
    key: "one",
    phase: "build",
    title: "Build one",
    description: "Builds the first part.",
    capabilities: ["backend"],
    expected_outputs: ["one"],
    ...differences,
  };
}
