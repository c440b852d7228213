import { z } from "zod";
import type { LanguageModel } from "../../llm/gateway.ts";
import { metered } from "../../llm/metered.ts";
import type { Archetype } from "../../state/archetype.ts";
import { isBudgetStop } from "../../state/budget.ts";
import {
  type BusinessRequirements,
  BusinessRequirementsSchema,
  type RequirementsInput,
  RequirementsInputSchema,
} from "../../state/business.ts";
import { GenesisError } from "../../state/errors.ts";
import type { GenesisState } from "../../state/genesis-state.ts";
import type { Idea } from "../../state/idea.ts";
import { digestsOf, improvementOf } from "../../stores/improvements.ts";
import { type GenesisNode, type NodeContext, warn } from "../node.ts";
import { required } from "../requirements.ts";
import type { Services } from "../services.ts";
import { archetypeDefaults } from "./archetype-defaults.ts";
import { isPlaceholderName } from "./business-name.ts";
import { generateIdeaLocally } from "./local-generator.ts";
import { ideaPrompt } from "./prompt.ts";

/**
 * Completes the requirements (guide 3.1): what the user decided stays; the rest comes from the archetype, the
 * model, or, without a working model, the local generator. A budget that is used up is no failure of the model: it stops
 * the run or asks a person (design 7).
 */
export function generateIdea(services: Pick<Services, "archetypes" | "llm" | "flags">): GenesisNode {
  return async (state, context) => {
    const archetype = required(services.archetypes.get(state.business_type), "known business_type");
    const seed = required(state.seed, "seed");
    const given = parseGiven(state.requirements, archetype);
    const generated = await generatedBefore(state, given, context);
    const given_fields = Object.keys(given).filter(
      (field) => field !== "business_type" && !generated.includes(field),
    );
    const update = (source: Idea["source"], requirements: BusinessRequirements) => ({
      ...decided(source, requirements),
      given_fields,
    });
    const local = () => generateIdeaLocally({ archetype, seed, given, similar: state.similar_businesses });
    if (isDecided(given)) {
      const source = generated.length > 0 ? "local" : "user";
      return update(source, { ...archetypeDefaults(archetype), ...given });
    }
    const { llm, flags } = services;
    if (!llm || !(await flags.isEnabled("llm_integration_enabled"))) return update("local", local());
    try {
      const { signal } = context;
      const requirements = await askModel(metered(llm, context.budget.meter()), {
        archetype,
        seed,
        given,
        state,
        signal,
      });
      return update("model", requirements);
    } catch (error) {
      if (context.signal.aborted || isBudgetStop(error) || !GenesisError.isInstance(error)) throw error;
      const message = `The idea was generated locally, because the model failed (${error.code}): ${error.message}`;
      return { ...update("local", local()), warnings: [warn(context, "IDEA_FALLBACK", message)] };
    }
  };
}

function decided(idea_source: Idea["source"], requirements: BusinessRequirements) {
  const status = "COMPOSING_TEAM" as const;
  return { requirements: BusinessRequirementsSchema.parse(requirements), idea_source, warnings: [], status };
}

/**
 * Fields of an improved business that an earlier run generated locally. Only what this process recorded counts, and
 * only for the very same value: a request can't pass off its own words as ours.
 */
async function generatedBefore(
  { improves, business_id }: Pick<GenesisState, "improves" | "business_id">,
  given: RequirementsInput,
  { store, signal, log }: Pick<NodeContext, "store" | "signal" | "log">,
): Promise<string[]> {
  if (!improves || !store) return [];
  try {
    const recorded = (await improvementOf(store, improves, business_id))?.generated ?? {};
    const now = digestsOf(given, BusinessRequirementsSchema.keyof().options);
    return Object.keys(recorded).filter((field) => field in given && recorded[field] === now[field]);
  } catch (error) {
    signal.throwIfAborted();
    log.warn(
      { err: error },
      "what is known of the improved business can't be read; all of it is judged anew",
    );
    return [];
  }
}

type Decided = RequirementsInput &
  Pick<BusinessRequirements, "name" | "description" | "mvp_features" | "business_type">;

/** True when only details are missing, which the archetype answers as well as any model. */
function isDecided(given: RequirementsInput): given is Decided {
  return given.name !== undefined && given.description !== undefined && given.mvp_features !== undefined;
}

/** The user's part without absent fields, so that it can be laid over generated requirements. */
function parseGiven(requirements: GenesisState["requirements"], archetype: Archetype): RequirementsInput {
  const parsed = RequirementsInputSchema.safeParse(requirements ?? {});
  if (!parsed.success) {
    throw new GenesisError(
      "INVALID_REQUEST",
      `The requirements are invalid:\n${z.prettifyError(parsed.error)}`,
      {
        hint: "Correct the fields named; docs/contracts.md lists every field with its limits.",
      },
    );
  }
  const decided = Object.entries(parsed.data).filter(([, value]) => value !== undefined);
  return { ...Object.fromEntries(decided), business_type: archetype.business_type };
}

const { business_type: _fixed, ...OPEN_FIELDS } = BusinessRequirementsSchema.shape;
const ASKED_FIELDS: Record<string, z.ZodType> = {
  ...OPEN_FIELDS,
  name: OPEN_FIELDS.name.refine((name) => !isPlaceholderName(name), { message: "must be a real name" }),
};

interface Question {
  readonly archetype: Archetype;
  readonly seed: number;
  readonly given: RequirementsInput;
  readonly state: GenesisState;
  readonly signal: AbortSignal;
}

/** Asks for the missing fields only: fewer tokens, and nothing of the user's can be changed. */
async function askModel(llm: LanguageModel, question: Question): Promise<BusinessRequirements> {
  const { archetype, seed, given, state, signal } = question;
  const missing = Object.entries(ASKED_FIELDS).filter(([field]) => !(field in given));
  const prompt = ideaPrompt({
    archetype,
    seed,
    given,
    missing: missing.map(([field]) => field),
    similar: state.similar_businesses,
    bestPractices: state.best_practices,
  });
  const schema = z.object(Object.fromEntries(missing));
  const { value } = await llm.generate({
    kind: "idea",
    ...prompt,
    schema,
    schemaName: "business_requirements",
    signal,
    node: "generate-idea",
  });
  return BusinessRequirementsSchema.parse({ ...validated(schema, value), ...given });
}

/** Checks the answer once more, whatever gateway was handed in. */
function validated(schema: z.ZodType<RequirementsInput>, value: unknown): RequirementsInput {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new GenesisError(
    "LLM_INVALID_OUTPUT",
    `The model's idea is invalid:\n${z.prettifyError(parsed.error)}`,
    {
      category: "third_party",
      retryable: true,
      hint: "Try again, or name a more capable model in GENESIS_MODEL.",
    },
  );
}
