import type { BlueprintStep } from "../state/archetype.ts";
import { PHASES } from "../state/task.ts";
import { topologicalOrder } from "../state/task-order.ts";
import { invalidData } from "./yaml-file.ts";

/**
 * Merges an archetype's own steps into the common lifecycle. Besides the dependencies that are written down,
 * one rule keeps plans true: a step that has no dependency in an earlier phase waits for the whole phase before
 * its own, and some steps of the lifecycle are gates, which wait for every step of the phase before.
 * Throws ARCHETYPE_INVALID for duplicate or unknown keys, cycles, and dependencies on a later phase.
 */
export function mergeBlueprint(
  lifecycle: readonly BlueprintStep[],
  own: readonly BlueprintStep[],
): BlueprintStep[] {
  const steps = [...lifecycle, ...own];
  checkKeys(steps);
  const merged = steps.map((step) => ({ ...step, depends_on: dependencies(step, steps) }));
  return inOrder(merged);
}

/** Steps that make sure of everything built or tested so far, and so must not start before it is. */
const GATES: ReadonlySet<string> = new Set(["integration-test", "review-security", "deploy-product"]);

function dependencies(step: BlueprintStep, steps: readonly BlueprintStep[]): string[] {
  const position = PHASES.indexOf(step.phase);
  const earlier = step.depends_on.some((key) => {
    const phase = steps.find((other) => other.key === key)?.phase;
    return phase !== undefined && PHASES.indexOf(phase) < position;
  });
  const withinPhase = step.depends_on.length > 0 && !earlier;
  if (!GATES.has(step.key) && (earlier || withinPhase)) return step.depends_on;
  return [...new Set([...step.depends_on, ...stepsOfPhaseBefore(step, steps)])];
}

function stepsOfPhaseBefore(step: BlueprintStep, steps: readonly BlueprintStep[]): string[] {
  for (let position = PHASES.indexOf(step.phase) - 1; position >= 0; position -= 1) {
    const keys = steps.filter((other) => other.phase === PHASES[position]).map((other) => other.key);
    if (keys.length > 0) return keys;
  }
  return [];
}

function checkKeys(steps: readonly BlueprintStep[]): void {
  const phases = new Map<string, number>();
  for (const { key, phase } of steps) {
    if (phases.has(key)) throw invalidData(`Two blueprint steps have the key "${key}".`);
    phases.set(key, PHASES.indexOf(phase));
  }
  for (const { key, phase, depends_on } of steps) {
    for (const other of depends_on) {
      const found = phases.get(other);
      if (found === undefined)
        throw invalidData(`The step "${key}" depends on "${other}", which does not exist.`);
      if (found > PHASES.indexOf(phase))
        throw invalidData(`The step "${key}" depends on "${other}" of a later phase.`);
    }
  }
}

function inOrder(steps: readonly BlueprintStep[]): BlueprintStep[] {
  const byKey = new Map(steps.map((step) => [step.key, step]));
  const nodes = steps.map(({ key, depends_on }) => ({ task_id: key, depends_on }));
  try {
    return topologicalOrder(nodes).map(({ task_id }) => byKey.get(task_id) as BlueprintStep);
  } catch (cause) {
    throw invalidData(`The blueprint has no order: ${(cause as Error).message}`, cause);
  }
}
