import { atTier } from "../../llm/at-tier.ts";
import { metered } from "../../llm/metered.ts";
import { isBudgetStop } from "../../state/budget.ts";
import { BusinessRequirementsSchema } from "../../state/business.ts";
import type { GenesisState } from "../../state/genesis-state.ts";
import type { SafetyContextInput, SafetyScore, SafetyVerdict } from "../../state/safety.ts";
import type { Task } from "../../state/task.ts";
import type { NodeContext } from "../node.ts";
import type { Services } from "../services.ts";
import { decisionId, decisionOf, logDecision } from "./decision-log.ts";
import type { SafetyAssessment } from "./gate.ts";
import { judgeTask, type TaskJudgement } from "./judge-task.ts";
import { givenText, taskText } from "./judged-text.ts";
import type { WaltzAgents } from "./waltz/agents.ts";
import { modelAgents } from "./waltz/model-agents.ts";
import { ruleAgents } from "./waltz/rule-agents.ts";

export interface Judged {
  readonly task: Task;
  readonly verdict: SafetyVerdict;
}

/** Judges the parts of one run and reports every decision. */
export interface Judge {
  intent(text: string): Promise<SafetyVerdict>;
  task(task: Task): Promise<Judged>;
}

type IntentField = "idea_source" | "given_fields" | "requirements";
type JudgeServices = Pick<Services, "flags" | "safety" | "llm" | "clock">;

export async function createJudge(
  services: JudgeServices,
  state: Pick<GenesisState, "business_id" | "task_graph" | "routing_plan" | IntentField>,
  context: NodeContext,
): Promise<Judge> {
  const { flags, safety, clock } = services;
  const strict = await flags.isEnabled("security_hardening_enabled");
  const agents = await agentsOf(services, state, context);
  const { business_id: businessId } = state;
  // What a model or an earlier case planned is data, whoever asked for it.
  const origin = state.task_graph?.source === "blueprint" ? "plan" : "model";

  async function decide(
    taskId: string | null,
    text: string,
    judge: () => Promise<Outcome>,
  ): Promise<Judgement> {
    const start = clock.now();
    const judgement = await failClosed(context, taskId, judge);
    const { action, message, score } = judgement.assessment;
    const decision_id = decisionId(businessId, taskId, text, action);
    const { revision } = judgement;
    const verdict: SafetyVerdict = { decision_id, task_id: taskId, action, message, score, revision };
    const decision = decisionOf(verdict, clock.now() - start);
    logDecision(context.log, decision);
    safety.onDecision?.(decision);
    return { ...judgement, verdict };
  }

  return {
    async intent(text) {
      const judge = async () => {
        const assessment = assessIntent(text, state, (part, rest) =>
          safety.gate.assess(part, { effect: "write", strict, ...rest }),
        );
        // A user's own words are never rewritten: what would need it goes to a person.
        const action = assessment.action === "revise" ? "escalate" : assessment.action;
        return { assessment: { ...assessment, action }, revision: null };
      };
      return (await decide(null, text, judge)).verdict;
    },
    async task(task) {
      const structured: SafetyContextInput = { effect: task.effect, strict, origin };
      const judge = () => judgeTaskWith(task, safety.gate, agents(task), structured, context);
      const { verdict, task: judged = task } = await decide(task.task_id, taskText(task), judge);
      return { task: judged, verdict };
    },
  };
}

/** Fewer words than this are too few for the classifier. */
const WORDS_WITH_A_MEANING = 6;

/**
 * An idea that the local generator completed is made of our own sentences: of those only a rule speaks, and what the
 * user wrote is judged by itself.
 */
function assessIntent(
  text: string,
  { idea_source, given_fields, requirements }: Pick<GenesisState, IntentField>,
  assess: (text: string, rest: Pick<SafetyContextInput, "origin" | "own_words">) => SafetyAssessment,
): SafetyAssessment {
  if (idea_source !== "local") return assess(text, { origin: idea_source === "model" ? "model" : "user" });
  const whole = assess(text, { origin: "plan", own_words: true });
  const parsed = BusinessRequirementsSchema.safeParse(requirements);
  const given = parsed.success ? givenText(parsed.data, given_fields) : text;
  if (whole.action !== "allow" || given === "") return whole;
  if (given.split(/\s+/).length >= WORDS_WITH_A_MEANING) return assess(given, { origin: "user" });
  // A name or two says too little by itself: it has to look bad alone and in its place.
  const alone = assess(given, { origin: "plan" });
  return alone.action === "allow" || assess(text, { origin: "plan" }).action === "allow" ? whole : alone;
}

type Outcome = Pick<TaskJudgement, "revision"> & {
  readonly assessment: Pick<TaskJudgement["assessment"], "action" | "message" | "score">;
  readonly task?: Task;
};
type Judgement = Outcome & { readonly verdict: SafetyVerdict };

/** For a task a model at its tier, when there is one and its flag is on, else the policy's own fixes. */
async function agentsOf(
  { flags, llm }: JudgeServices,
  { routing_plan }: Pick<GenesisState, "routing_plan">,
  { signal, budget }: NodeContext,
): Promise<(task: Task) => WaltzAgents> {
  if (!llm || !(await flags.isEnabled("llm_integration_enabled"))) return () => ruleAgents;
  const paid = metered(llm, budget.meter());
  return ({ task_id }) => modelAgents(atTier(paid, routing_plan?.metadata.routes[task_id]?.tier), signal);
}

/** A model that fails is no reason to lose the local path. */
async function judgeTaskWith(
  task: Task,
  gate: JudgeServices["safety"]["gate"],
  agents: WaltzAgents,
  structured: SafetyContextInput,
  { log, signal }: NodeContext,
): Promise<TaskJudgement> {
  try {
    return await judgeTask(task, gate, agents, structured);
  } catch (error) {
    if (agents.kind === "rules" || signal.aborted || isBudgetStop(error)) throw error;
    log.warn(
      { err: error, task_id: task.task_id },
      "the safety agents on the model failed; using the policy's fixes",
    );
    return judgeTask(task, gate, ruleAgents, structured);
  }
}

/** When the gate itself fails, the thing at hand is not safe, and the others are judged all the same. */
async function failClosed(
  { log, signal }: NodeContext,
  taskId: string | null,
  judge: () => Promise<Outcome>,
): Promise<Outcome> {
  try {
    return await judge();
  } catch (error) {
    signal.throwIfAborted();
    // Not a failure of the gate: the run stops or asks before the judgement is made.
    if (isBudgetStop(error)) throw error;
    log.error({ err: error, task_id: taskId }, "the safety gate failed; taking the conservative path");
    const message = "The safety gate failed on it, so it counts as unsafe.";
    return { assessment: { action: "block", message, score: UNJUDGED }, revision: null };
  }
}

const UNJUDGED: SafetyScore = {
  safety: 0,
  harmfulness: 1,
  helpfulness: 0,
  over_refusal_risk: 1,
  categories: ["gate_failure"],
  detectors: [],
  policy_references: ["FAIL-CLOSED"],
  confidence: 0,
};
