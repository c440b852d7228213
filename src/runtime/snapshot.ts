import { Command } from "@langchain/langgraph";
import type { GenesisGraph } from "../graph/compile.ts";
import { type ApprovalAnswer, type ApprovalPayload, ApprovalPayloadSchema } from "../state/approval.ts";
import { type BusinessCreationResult, BusinessCreationResultSchema } from "../state/business.ts";
import type { GenesisState } from "../state/genesis-state.ts";

export type GraphInput = Parameters<GenesisGraph["stream"]>[0];

/** The part of LangGraph's state snapshot that tells where a run stands. */
export interface Snapshot {
  readonly values: GenesisState;
  readonly next: readonly string[];
  readonly tasks: readonly {
    readonly result?: unknown;
    readonly interrupts: readonly { readonly id?: string; readonly value?: unknown }[];
  }[];
  /** Absent before the first checkpoint. */
  readonly createdAt?: string;
}

export interface PendingApproval {
  readonly interruptId: string;
  readonly payload: ApprovalPayload;
}

/** A task that was answered still lists its interrupt, next to its result: that one is not pending any more. */
export function pendingApproval({ tasks }: Snapshot): PendingApproval | undefined {
  for (const { result, interrupts } of tasks) {
    const [pending] = interrupts;
    if (result === undefined && pending?.id !== undefined) {
      return { interruptId: pending.id, payload: ApprovalPayloadSchema.parse(pending.value) };
    }
  }
  return undefined;
}

/**
 * Addressed to one interrupt; LangGraph would hand a bare value to every pending one, and drop an id that is not
 * pending unless `STRICT_RESUME` is set.
 */
export function answerTo(interruptId: string, answer: ApprovalAnswer): GraphInput {
  return new Command({ resume: { [interruptId]: answer } }) as GraphInput;
}

/** LangGraph's own switch for refusing answers that match no pending interrupt; a test holds that it still works. */
export const STRICT_RESUME = { __pregel_strict_resume: true } as const;

/** The result of a run whose graph has come to its end (design 5), else undefined. */
export function finishedResult({ values, next, tasks }: Snapshot): BusinessCreationResult | undefined {
  return next.length === 0 && tasks.length === 0 ? resultOf(values) : undefined;
}

/** The result in a run's channels, once `finish` has written it. */
export function resultOf(state: GenesisState): BusinessCreationResult | undefined {
  const fields = Object.keys(BusinessCreationResultSchema.shape) as (keyof BusinessCreationResult)[];
  const parsed = BusinessCreationResultSchema.safeParse(
    Object.fromEntries(fields.map((field) => [field, state[field]])),
  );
  return parsed.success ? parsed.data : undefined;
}
