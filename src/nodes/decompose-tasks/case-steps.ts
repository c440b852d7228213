import { type BlueprintStep, BlueprintStepSchema } from "../../state/archetype.ts";
import type { CaseStep, PlanningCase } from "../../state/planning-case.ts";
import { slugify } from "../../state/slug.ts";
import { PHASES, type Task } from "../../state/task.ts";
import { CasePlanner } from "./case-based/case-planner.ts";
import type { Link, SolvedRequest } from "./case-based/catalogue.ts";

type Phase = Task["phase"];

/** The first phase that has one of a step's capabilities; everything else is built. */
const PHASE_OF_CAPABILITY: readonly (readonly [Phase, readonly string[]])[] = [
  ["discover", ["product-management"]],
  ["design", ["design", "architecture", "ux"]],
  ["test", ["testing", "security", "accessibility"]],
  ["deploy", ["deployment", "monitoring"]],
  ["launch", ["marketing", "growth", "support", "documentation"]],
];

/** Hours of a step that says nothing of its size. */
const EFFORT_HOURS = 3;

/**
 * Steps for an intent that has no blueprint of its own, from the cases that are most like it (case-based planning):
 * each step of a case is a tool, each case a solved request. A step keeps its place after the step before it unless
 * that would turn the phases around. No case has a word in common with the intent: no steps. Deterministic.
 */
export function stepsFromCases(intent: string, cases: readonly PlanningCase[]): BlueprintStep[] {
  const steps = new Map<string, CaseStep>();
  const keyOf = keyMaker();
  const solved = cases.map(({ case_id, text, steps: own }): SolvedRequest => {
    const keys = own.map(({ title }) => keyOf(title));
    for (const [index, key] of keys.entries()) if (!steps.has(key)) steps.set(key, own[index] as CaseStep);
    const links = keys.slice(1).map((key, index): Link => [keys[index] as string, key]);
    return { id: case_id, request: text, nodes: keys, links };
  });
  if (steps.size === 0 || !/[\p{L}\p{N}]/u.test(intent)) return [];
  const tools = [...steps].map(([id, { title }]) => ({ id, description: title }));
  const { nodes, links, basis } = new CasePlanner({ tools }, solved).plan(intent);
  return basis === "cases" ? nodes.map((key) => blueprintStep(key, steps, links)) : [];
}

function blueprintStep(
  key: string,
  steps: ReadonlyMap<string, CaseStep>,
  links: readonly Link[],
): BlueprintStep {
  const step = steps.get(key) as CaseStep;
  const phase = phaseOf(step);
  const depends_on = links.flatMap(([from, to]) => {
    const before = steps.get(from);
    return to === key && before && PHASES.indexOf(phaseOf(before)) <= PHASES.indexOf(phase) ? [from] : [];
  });
  return BlueprintStepSchema.parse({
    key,
    phase,
    title: step.title,
    description: `For {name}: ${step.title}.`,
    capabilities: step.capabilities,
    expected_outputs: step.expected_outputs ?? [`result of: ${step.title}`],
    depends_on,
    effort_hours: EFFORT_HOURS,
  });
}

function phaseOf({ phase, capabilities }: CaseStep): Phase {
  if (phase) return phase;
  const found = PHASE_OF_CAPABILITY.find(([, tags]) => capabilities.some((tag) => tags.includes(tag)));
  return found?.[0] ?? "build";
}

/** Keys by title: the same step in two cases is one step, and different titles never share a key. */
function keyMaker(): (title: string) => string {
  const keys = new Map<string, string>();
  const taken = new Set<string>();
  return (title) => {
    const known = keys.get(title);
    if (known !== undefined) return known;
    const wanted = `case-${slugify(title)}`;
    let key = wanted;
    for (let number = 2; taken.has(key); number += 1) key = `${wanted}-${number}`;
    keys.set(title, key);
    taken.add(key);
    return key;
  };
}
