import { describe, expect, it } from "vitest";
import { stepsFromCases } from "../../../src/nodes/decompose-tasks/case-steps.ts";
import { planFromBlueprint } from "../../../src/nodes/decompose-tasks/plan.ts";
import { loadArchetypes } from "../../../src/templates/archetypes.ts";
import { mergeBlueprint } from "../../../src/templates/blueprint.ts";
import { aRequirements } from "../../support/requirements.ts";
import { PLAYBOOKS } from "./support.ts";

describe("stepsFromCases", () => {
  it("takes the steps of the playbook that fits an intent nobody wrote a blueprint for", () => {
    const steps = stepsFromCases("A shop that rents out cargo bikes by the day with deposits", PLAYBOOKS);
    expect(steps.map(({ title, phase, depends_on }) => [title, phase, depends_on.length])).toEqual([
      ["List what is rented out with its price and deposit", "discover", 0],
      ["Build the calendar that never books one thing twice", "build", 1],
      ["Hold and give back deposits", "build", 1],
      ["Test two people who book the same hour", "test", 1],
    ]);
    expect(steps[2]?.expected_outputs).toEqual(["deposit rules"]);
    expect(stepsFromCases("A shop that rents out cargo bikes by the day with deposits", PLAYBOOKS)).toEqual(
      steps,
    );
  });

  it("joins the common lifecycle to a valid plan", () => {
    const lifecycle = loadArchetypes().blueprint("landing_page_waitlist");
    const steps = stepsFromCases("rent bikes by the day", PLAYBOOKS);
    const requirements = aRequirements();
    const plan = planFromBlueprint({
      blueprint: mergeBlueprint(lifecycle, steps),
      requirements,
      source: "cases",
    });
    expect(plan.source).toBe("cases");
    expect(plan.tasks.map(({ title }) => title)).toContain("Hold and give back deposits");
  });

  it("drops an order that would turn the phases around, and keeps titles apart that begin alike", () => {
    const start = "Do something with a name that is longer than forty characters";
    const steps = stepsFromCases("odd words", [
      {
        case_id: "odd",
        text: "odd words",
        steps: [
          { title: `${start}, one`, capabilities: ["deployment"] },
          { title: `${start}, two`, capabilities: ["design"] },
          { title: `${start}, three`, capabilities: ["backend"], phase: "launch" },
        ],
      },
    ]);
    expect(new Set(steps.map(({ key }) => key)).size).toBe(3);
    expect(steps.map(({ phase, depends_on }) => [phase, depends_on.length])).toEqual([
      ["deploy", 0],
      ["design", 0],
      ["launch", 1],
    ]);
  });

  it.each([
    ["an empty bank", "rent bikes", []],
    ["an empty intent", " ", PLAYBOOKS],
    ["an intent like no case", "zzz", PLAYBOOKS],
  ])("has no steps for %s", (_what, intent, cases) => {
    expect(stepsFromCases(intent, cases)).toEqual([]);
  });
});
