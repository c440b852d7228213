import type { BaseStore } from "@langchain/langgraph";
import { dayExhausted } from "../../budget/run-budget.ts";
import { isoTime } from "../../state/clock.ts";
import { GenesisError, toErrorInfo } from "../../state/errors.ts";
import type { GenesisState, GenesisUpdate } from "../../state/genesis-state.ts";
import { hashSeed } from "../../state/random.ts";
import { isTerminal } from "../../state/status.ts";
import type { GenesisNode } from "../node.ts";
import type { Services } from "../services.ts";
import { parseRequest, quotaExceeded, REFUSALS } from "./admission.ts";

/** Admits a request or refuses it with a reason; a refusal is an outcome, never an exception. */
export function intake(
  services: Pick<Services, "config" | "archetypes" | "flags" | "clock" | "newId" | "payments" | "metrics">,
): GenesisNode {
  return async (state, { threadId, log, store }) => {
    if (isTerminal(state.status)) throw alreadyFinished(state);
    const business_id = identity(state.business_id, threadId, services.newId);
    const begun = { business_id, started_at: isoTime(services.clock) };
    try {
      await refuseIfClosed(services.flags);
      const request = parseRequest(requestOf(state, services.config), services.archetypes);
      if (request.execution_mode === "real") services.payments?.check();
      await refuseOverQuota(services, store);
      log.info({ business_type: request.business_type }, "request admitted");
      return {
        ...begun,
        business_type: request.business_type,
        requirements: request.requirements ?? null,
        autonomous: request.autonomous,
        execution_mode: request.execution_mode,
        seed: request.seed ?? hashSeed(business_id),
        improves: request.improves ?? null,
        budget: request.budget ?? null,
        status: "GENERATING_IDEA",
      };
    } catch (error) {
      if (!GenesisError.isInstance(error)) throw error;
      log.warn({ code: error.code }, error.message);
      return {
        ...begun,
        requirements: null,
        improves: null,
        budget: null,
        outcome: { status: "FAILED", error: toErrorInfo(error) },
      } satisfies GenesisUpdate;
    }
  };
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/i;

/** The id the caller gave, else the thread's when that is a UUID, else a new one. */
function identity(given: string, threadId: string | undefined, newId: () => string): string {
  if (UUID.test(given)) return given;
  return threadId !== undefined && UUID.test(threadId) ? threadId : newId();
}

function requestOf(state: GenesisState, { execution }: Services["config"]): unknown {
  return {
    business_type: state.business_type,
    requirements: state.requirements ?? undefined,
    autonomous: state.autonomous,
    seed: state.seed ?? undefined,
    execution_mode: state.execution_mode || execution.mode,
    business_id: state.business_id === "" ? undefined : state.business_id,
    improves: state.improves ?? undefined,
    budget: state.budget ?? undefined,
  };
}

async function refuseIfClosed(flags: Services["flags"]): Promise<void> {
  for (const { flag, refusesWhen, error } of REFUSALS) {
    if ((await flags.isEnabled(flag)) === refusesWhen) throw error;
  }
}

/** A day whose budget is used up takes no new run (design 3). */
async function refuseOverQuota(
  { config, clock, metrics }: Pick<Services, "config" | "clock" | "metrics">,
  store: BaseStore | undefined,
): Promise<void> {
  const breach = store && (await dayExhausted(store, config.budget.day, clock.now()));
  if (!breach) return;
  const { scope, dimension } = breach;
  metrics.quotaDenied.inc({ scope, dimension });
  throw quotaExceeded(breach);
}

function alreadyFinished(state: GenesisState): GenesisError {
  return new GenesisError(
    "RUN_ALREADY_FINISHED",
    `Run ${state.business_id} has already ended as ${state.status}.`,
    {
      hint: "Start a new run; on the LangGraph server, use a new thread.",
    },
  );
}
