import { describe, expect, it } from "vitest";
import { AGENT_CATALOGUE } from "../../src/agents/catalogue.ts";
import { playbookCase } from "../../src/stores/memory/seeds.ts";
import { similarities } from "../../src/stores/memory/similarity.ts";
import { loadArchetypes } from "../../src/templates/archetypes.ts";
import { loadPlaybooks, loadPracticeSeeds, planningCases } from "../../src/templates/playbooks.ts";

const playbooks = loadPlaybooks();
const all = [...playbooks].flatMap(([type, own]) => own.map((playbook) => ({ type, playbook })));

describe("playbooks", () => {
  it("are at least 3 for every archetype, and for nothing else", () => {
    expect([...playbooks.keys()]).toEqual(loadArchetypes().types());
    for (const own of playbooks.values()) expect(own.length).toBeGreaterThanOrEqual(3);
  });

  it("ask only for capabilities that an agent has", () => {
    const offered = new Set(AGENT_CATALOGUE.flatMap((agent) => agent.capabilities));
    for (const { playbook } of all) {
      const missing = playbook.steps.flatMap((step) => step.capabilities).filter((one) => !offered.has(one));
      expect([playbook.id, missing]).toEqual([playbook.id, []]);
    }
  });

  it("are all cases to plan from, with their steps in order", () => {
    const cases = planningCases();
    expect(cases.map(({ case_id }) => case_id)).toEqual(all.map(({ playbook }) => playbook.id));
    for (const [at, { text, steps }] of cases.entries()) {
      const playbook = all[at]?.playbook;
      expect(text).toContain(playbook?.when_to_use);
      expect(steps.map(({ title }) => title)).toEqual(playbook?.steps.map((step) => step.do));
    }
  });

  it("differ from each other", () => {
    const texts = all.map(({ type, playbook }) => playbookCase(type, playbook).state);
    for (const [at, text] of texts.entries()) {
      const others = similarities(text, texts).filter((_similarity, other) => other !== at);
      expect([all[at]?.playbook.id, Math.max(...others) < 0.5]).toEqual([all[at]?.playbook.id, true]);
    }
  });

  it("are found by the situation they are for", () => {
    const question = "ecommerce_store checkout with stripe where totals and refunds must be right";
    const texts = all.map(({ type, playbook }) => playbookCase(type, playbook).state);
    const found = similarities(question, texts);
    expect(all[found.indexOf(Math.max(...found))]?.playbook.id).toBe("ecommerce-store-checkout-first");
  });
});

it("best practices are distinct", () => {
  const seeds = loadPracticeSeeds();
  expect(seeds.length).toBeGreaterThanOrEqual(5);
  expect(new Set(seeds.map(({ text }) => text)).size).toBe(seeds.length);
});
