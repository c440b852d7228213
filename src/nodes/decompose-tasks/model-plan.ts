import { z } from "zod";
import type { LanguageModel } from "../../llm/gateway.ts";
import type { AgentProfile } from "../../state/agent.ts";
import type { BlueprintStep } from "../../state/archetype.ts";
import type { BusinessRequirements } from "../../state/business.ts";
import { GenesisError } from "../../state/errors.ts";
import { PhaseSchema, type Task, type TaskGraph } from "../../state/task.ts";
import { LIMITS, line } from "../../state/text.ts";
import { assemblePlan } from "./assemble.ts";
import { outlinePlan } from "./outline.ts";
import { type PlanPromptFacts, planPrompt } from "./plan-prompt.ts";

export interface ModelPlanInputs extends PlanPromptFacts {
  readonly requirements: BusinessRequirements;
  /** The archetype's steps: they refine the features that the model leaves coarse. */
  readonly blueprint: readonly BlueprintStep[];
  /** Who will do the work; a step nobody of them can do is a mistake. */
  readonly team: readonly AgentProfile[];
}

const text = (max: number) => line({ min: 3, max });

const ModelStepSchema = z.object({
  id: z
    .string()
    .max(60)
    .regex(/^[a-z][a-z0-9-]*$/, "must be lower case, kebab-case"),
  phase: PhaseSchema,
  title: text(160),
  description: text(1_000),
  feature: z.string().nullable().describe("One of mvp_features to the letter, or null"),
  depends_on: z.array(z.string()).max(LIMITS.tasks),
  capabilities: z.array(z.string()).min(1).max(6),
  expected_outputs: z.array(text(200)).min(1).max(10),
  effort_hours: z.number().positive().max(80),
  critical: z.boolean(),
});
type ModelStep = z.infer<typeof ModelStepSchema>;

const ModelPlanSchema = z.object({ steps: z.array(ModelStepSchema).min(1).max(LIMITS.tasks) });

/**
 * A plan made by the model. What is wrong with it as a graph is part of the schema, so that the gateway sends it back
 * for repair like any other mistake, at most twice. Throws the gateway's errors, or LLM_INVALID_OUTPUT.
 */
export async function planByModel(
  llm: LanguageModel,
  inputs: ModelPlanInputs,
  signal: AbortSignal,
): Promise<TaskGraph> {
  const schema = ModelPlanSchema.superRefine((plan, context) => {
    const problem = problemOf(plan.steps, inputs);
    if (problem !== undefined) context.addIssue({ code: "custom", path: ["steps"], message: problem });
  });
  const { value } = await llm.generate({
    kind: "plan",
    ...planPrompt(inputs),
    schema,
    schemaName: "task_plan",
    signal,
    node: "decompose-tasks",
  });
  // Checked once more, whatever gateway was handed in.
  const parsed = schema.safeParse(value);
  if (!parsed.success) throw invalidPlan(z.prettifyError(parsed.error));
  return graphOf(parsed.data.steps, inputs);
}

function problemOf(steps: readonly ModelStep[], inputs: ModelPlanInputs): string | undefined {
  const wrong = steps.flatMap((step) => stepProblems(step, inputs));
  if (wrong.length > 0) return wrong.slice(0, 5).join(" ");
  try {
    graphOf(steps, inputs);
    return undefined;
  } catch (error) {
    if (!GenesisError.isInstance(error)) throw error;
    return error.message;
  }
}

function stepProblems(
  { id, feature, capabilities }: ModelStep,
  { requirements, team }: ModelPlanInputs,
): string[] {
  const able = team.some((agent) => capabilities.every((tag) => agent.capabilities.includes(tag)));
  const unknown = feature !== null && !requirements.mvp_features.includes(feature);
  return [
    ...(able ? [] : [`Nobody on the team can do "${id}": no member has ${capabilities.join(" + ")}.`]),
    ...(unknown ? [`Step "${id}" names a feature that is not one of mvp_features.`] : []),
  ];
}

function graphOf(steps: readonly ModelStep[], inputs: ModelPlanInputs): TaskGraph {
  const { blueprint, requirements } = inputs;
  const own = steps.map(taskOf);
  const money = moneySteps(blueprint, requirements);
  // The name of a step that moves money is taken.
  const tasks = own.filter(({ task_id }) => !money.some((step) => step.task_id === task_id));
  const others = [...tasks, ...refinedFeatures(tasks, blueprint, requirements)];
  const built = others.filter(({ phase }) => phase === "build").map(({ task_id }) => task_id);
  const planned = [...others, ...money.map((task) => ({ ...task, depends_on: built }))];
  return assemblePlan(planned, { source: "model", features: requirements.mvp_features });
}

/** A model decides order and content, not what may be irreversible: only a release in its own phase is that. */
function taskOf({ id, ...step }: ModelStep): Task {
  const releases = step.phase === "deploy" && step.capabilities.includes("deployment");
  return { task_id: id, ...step, effect: releases ? "deploy" : "write" };
}

/** What moves money comes from the blueprint alone, once everything is built. */
function moneySteps(blueprint: readonly BlueprintStep[], requirements: BusinessRequirements): Task[] {
  return outlinePlan(
    blueprint.filter(({ effect }) => effect === "money"),
    requirements,
  ).flatMap((node) => node.refine());
}

/** Features for which the model has no step of a phase get the blueprint's steps there. */
function refinedFeatures(
  tasks: readonly Task[],
  blueprint: readonly BlueprintStep[],
  requirements: BusinessRequirements,
): Task[] {
  const detailed = new Set(tasks.map(({ phase, feature }) => JSON.stringify([phase, feature])));
  const coarse = outlinePlan(blueprint, requirements).filter(
    ({ phase, feature }) => feature !== null && !detailed.has(JSON.stringify([phase, feature])),
  );
  const added = coarse.flatMap((node) => node.refine());
  const known = new Set([...tasks, ...added].map(({ task_id }) => task_id));
  // They may name steps of the blueprint that this plan does not have; the order rules put them in their place.
  return added.map((task) => ({ ...task, depends_on: task.depends_on.filter((id) => known.has(id)) }));
}

function invalidPlan(problem: string): GenesisError {
  return new GenesisError("LLM_INVALID_OUTPUT", `The model's plan is invalid:\n${problem}`, {
    category: "third_party",
    retryable: true,
    hint: "Try again, or name a more capable model in GENESIS_MODEL.",
  });
}
