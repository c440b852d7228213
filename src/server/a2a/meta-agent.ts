import type { Message, Part, Task } from "@a2a-js/sdk";
import type { Genesis } from "../../genesis.ts";
import type { BusinessRun } from "../../runtime/business-run.ts";
import { alreadyExists } from "../../runtime/run-errors.ts";
import { openRequests } from "../../state/approval.ts";
import type { BusinessCreationResult, BusinessRequest } from "../../state/business.ts";
import { type ErrorInfo, GenesisError } from "../../state/errors.ts";
import type { AgentWork, Ending, Turn, Work } from "./agent-work.ts";
import { approvalAnswerIn, businessRequestIn } from "./business-request.ts";
import { dataOf, dataPart, errorParts, firstMessage, publicError, textOf, textPart } from "./parts.ts";
import { tellRunEvent } from "./run-updates.ts";

/** Where in the metadata of a task its business stands. */
const BUSINESS_KEY = "genesis.business_id";

const ASKS_FOR_HELP = /^(?:help|\?)$/i;

/** The meta-agent: a message creates a business, and the task of it is the run. */
export class MetaAgent implements AgentWork {
  readonly #genesis: Genesis;

  constructor(genesis: Genesis) {
    this.#genesis = genesis;
  }

  reply({ message }: Turn): Part[] | undefined {
    if (dataOf(message).length > 0 || !ASKS_FOR_HELP.test(textOf(message))) return undefined;
    return [textPart(usage(this.#genesis.archetypes.types()))];
  }

  async accept({ taskId, message, task }: Turn): Promise<Work> {
    if (task) {
      const answer = approvalAnswerIn(message);
      const businessId = this.#businessOf(task);
      return this.#follow(businessId, () => this.#genesis.resume(businessId, { answer }));
    }
    const { request, businessId } = this.#requestIn(message, taskId);
    if (await this.#genesis.foundation.stores.runs.get(businessId)) throw alreadyExists(businessId);
    return this.#follow(businessId, () => this.#start(request, businessId));
  }

  async recover(task: Task): Promise<Work> {
    const { request, businessId } = this.#requestIn(firstMessage(task), task.id);
    const begun = await this.#genesis.foundation.stores.runs.get(businessId);
    return this.#follow(businessId, () =>
      begun ? this.#genesis.resume(businessId) : this.#start(request, businessId),
    );
  }

  #businessOf(task: Task): string {
    return this.#requestIn(firstMessage(task), task.id).businessId;
  }

  /** A task and its business have one id, unless the client chose another for the business. */
  #requestIn(message: Message, taskId: string): { request: BusinessRequest; businessId: string } {
    const request = businessRequestIn(message, this.#genesis.archetypes.types());
    return { request, businessId: request.business_id ?? taskId };
  }

  #start({ business_type, requirements, ...rest }: BusinessRequest, businessId: string): BusinessRun {
    const { autonomous, seed, execution_mode: executionMode, improves, budget } = rest;
    if (improves !== undefined) {
      const features = requirements?.mvp_features ?? [];
      return this.#genesis.improve(improves, {
        features,
        businessId,
        ...(autonomous !== undefined && { autonomous }),
        ...(budget && { budget }),
      });
    }
    return this.#genesis.createBusiness(business_type, requirements, {
      businessId,
      ...(autonomous !== undefined && { autonomous }),
      ...(seed !== undefined && { seed }),
      ...(executionMode !== undefined && { executionMode }),
      ...(budget && { budget }),
    });
  }

  #follow(businessId: string, begin: () => BusinessRun): Work {
    return async (updates, { draining, signal }) => {
      updates.working(undefined, { [BUSINESS_KEY]: businessId });
      const run = begin();
      for (const stop of [draining, signal]) stop.addEventListener("abort", () => run.stop(), { once: true });
      if (draining.aborted) run.stop();
      try {
        for await (const event of run) tellRunEvent(event, updates);
        return ended(await run);
      } catch (error) {
        return await this.#stopped(error, businessId);
      }
    };
  }

  /** A run that did not come to an end. Throws what is no state of a run. */
  async #stopped(error: unknown, businessId: string): Promise<Ending> {
    if (!GenesisError.isInstance(error)) throw error;
    switch (error.code) {
      case "APPROVAL_REQUIRED":
        return { state: "input-required", parts: [textPart(error.message), await this.#asked(businessId)] };
      case "APPROVAL_ANSWER_INVALID": {
        const parts = [...errorParts(error.toJSON()), await this.#asked(businessId)];
        return { state: "input-required", parts };
      }
      case "RUN_INTERRUPTED":
      // Another process drives it: how it ends is read when that is done.
      case "RUN_BUSY":
      case "LEASE_LOST":
        return { state: "paused", parts: errorParts(publicError(error)) };
      default:
        return { state: "failed", parts: errorParts(publicError(error)) };
    }
  }

  /** What waits for a decision; the answer is a data part with an ApprovalAnswer, in a message on the same task. */
  async #asked(business_id: string): Promise<Part> {
    const { state } = await this.#genesis.show(business_id);
    return dataPart({ type: "approval", business_id, requests: openRequests(state) });
  }
}

function usage(types: readonly string[]): string {
  return [
    "Send a data part with a BusinessRequest, or a text such as: saas_tool: invoices for plumbers.",
    `Business types: ${types.join(", ")}.`,
    "A task that needs input waits for a data part with an ApprovalAnswer; words are not interpreted.",
  ].join("\n");
}

const STATES = { SUCCESS: "completed", FAILED: "failed", BLOCKED: "rejected" } as const;

function ended(result: BusinessCreationResult): Ending {
  const { status, deployment_url, requirements, error_message } = result;
  const error = result.metadata.error as ErrorInfo | null | undefined;
  const name = requirements?.name ?? "The business";
  const parts: Part[] = error
    ? errorParts(error)
    : [textPart(status === "SUCCESS" ? `${name} runs at ${deployment_url}.` : (error_message ?? status))];
  return {
    state: STATES[status],
    parts,
    result: {
      artifactId: "business-creation-result",
      name: "business-creation-result.json",
      description: "The outcome of the run (BusinessCreationResult).",
      parts: [dataPart(result)],
    },
  };
}
