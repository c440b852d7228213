import { hostname } from "node:os";
import { Command } from "@langchain/langgraph";
import type { FeatureFlags } from "./config/feature-flags.ts";
import type { GenesisGraph } from "./graph/compile.ts";
import { REFUSALS } from "./nodes/intake/admission.ts";
import { type ApprovalAnswer, type ApprovalPayload, ApprovalPayloadSchema } from "./state/approval.ts";
import {
  type BusinessCreationResult,
  BusinessCreationResultSchema,
  type BusinessRequest,
} from "./state/business.ts";
import { type Clock, isoTime } from "./state/clock.ts";
import { GenesisError } from "./state/errors.ts";
import type { GenesisState } from "./state/genesis-state.ts";
import type { RunEvent } from "./state/run-event.ts";
import { type Leases, leaseOwner } from "./stores/lease.ts";
import type { Stores } from "./stores/open.ts";
import type { RunRecord } from "./stores/runs.ts";
import type { Logger } from "./telemetry/logger.ts";

/** Asks a person. What it leaves unanswered counts as rejected. */
export type Approver = (payload: ApprovalPayload) => Promise<ApprovalAnswer>;

export interface RunDriverOptions {
  readonly graph: GenesisGraph;
  readonly stores: Stores;
  readonly flags: FeatureFlags;
  readonly clock: Clock;
  readonly approve: Approver | undefined;
  readonly log: Logger;
}

interface Listener {
  readonly emit: (event: RunEvent) => void;
  readonly signal: AbortSignal;
}

type GraphInput = Parameters<GenesisGraph["stream"]>[0];

const LEASE_MS = 30_000;

/** Drives runs through the graph: one thread a run, one driver a thread, every step durable before the next. */
export class RunDriver {
  readonly #options: RunDriverOptions;

  constructor(options: RunDriverOptions) {
    this.#options = options;
  }

  /** Starts a new run. */
  async start(
    businessId: string,
    request: BusinessRequest,
    listener: Listener,
  ): Promise<BusinessCreationResult> {
    const { clock, stores } = this.#options;
    return this.#exclusively(businessId, listener.signal, async (signal) => {
      if (await stores.runs.get(businessId)) throw alreadyExists(businessId);
      const { business_type } = request;
      const now = isoTime(clock);
      await stores.runs.put({
        business_id: businessId,
        business_type,
        name: request.requirements?.name ?? "",
        status: "INITIALIZING",
        created_at: now,
        updated_at: now,
        deployment_url: null,
        error_message: null,
        pid: process.pid,
        host: hostname(),
      });
      const started = {
        type: "run.started",
        business_id: businessId,
        at: now,
        business_type,
        resumed: false,
      } as const;
      listener.emit(started);
      return this.#drive(businessId, request as GraphInput, { ...listener, signal });
    });
  }

  /** Continues a run; a finished one is not run again. */
  async resume(
    businessId: string,
    listener: Listener & { answer?: ApprovalAnswer | undefined },
  ): Promise<BusinessCreationResult> {
    const { clock, stores, flags } = this.#options;
    return this.#exclusively(businessId, listener.signal, async (signal) => {
      const record = await stores.runs.get(businessId);
      if (!record) throw runNotFound(businessId);
      const snapshot = await this.#snapshot(businessId);
      const finished = finishedResult(snapshot.values);
      if (finished) {
        await this.#finish(finished, listener);
        return finished;
      }
      if (await flags.isEnabled("emergency_shutdown")) throw shutdown();
      const { business_type } = record;
      listener.emit({
        type: "run.started",
        business_id: businessId,
        at: isoTime(clock),
        business_type,
        resumed: true,
      });
      const pending = pendingApproval(snapshot);
      const input = pending && listener.answer ? answerTo(pending.interruptId, listener.answer) : null;
      if (pending && !input) return this.#ask(businessId, pending, { ...listener, signal });
      return this.#drive(businessId, input, { ...listener, signal });
    });
  }

  /** The channels of a run as last checkpointed. */
  async state(businessId: string): Promise<GenesisState> {
    return (await this.#snapshot(businessId)).values;
  }

  async #drive(businessId: string, input: GraphInput, listener: Listener): Promise<BusinessCreationResult> {
    const { graph } = this.#options;
    try {
      const events = await graph.stream(input, {
        ...threadConfig(businessId),
        streamMode: "custom",
        durability: "sync",
        signal: listener.signal,
      });
      for await (const event of events) await this.#report(event as RunEvent, listener);
    } catch (error) {
      if (listener.signal.aborted) throw interrupted(businessId, listener.signal.reason);
      throw error;
    }
    const snapshot = await this.#snapshot(businessId);
    const pending = pendingApproval(snapshot);
    if (pending) {
      await this.#updateRecord(businessId, { name: snapshot.values.requirements?.name as string });
      return this.#ask(businessId, pending, listener);
    }
    const result = finishedResult(snapshot.values);
    if (!result) throw interrupted(businessId, "the graph stopped before its end");
    await this.#finish(result, listener);
    return result;
  }

  /** Hands what is pending to the approver and goes on with its answer, or leaves the run waiting. */
  async #ask(
    businessId: string,
    pending: PendingApproval,
    listener: Listener,
  ): Promise<BusinessCreationResult> {
    const { approve, clock } = this.#options;
    const { payload, interruptId } = pending;
    listener.emit({
      type: "approval.requested",
      business_id: businessId,
      at: isoTime(clock),
      requests: payload.requests,
    });
    if (!approve) throw approvalRequired(businessId, payload.requests.length);
    return this.#drive(businessId, answerTo(interruptId, await approve(payload)), listener);
  }

  async #report(event: RunEvent, listener: Listener): Promise<void> {
    listener.emit(event);
    if (event.type === "status.changed")
      await this.#updateRecord(event.business_id, { status: event.status });
  }

  async #finish(result: BusinessCreationResult, { emit }: Listener): Promise<void> {
    const { business_id, timestamp, status, deployment_url, error_message, requirements } = result;
    const name = requirements?.name;
    await this.#updateRecord(business_id, { status, deployment_url, error_message, ...(name && { name }) });
    emit({ type: "run.finished", business_id, at: timestamp, result });
  }

  async #updateRecord(businessId: string, change: Partial<RunRecord>): Promise<void> {
    const { stores, clock } = this.#options;
    await stores.runs.update(businessId, { ...change, updated_at: isoTime(clock), pid: process.pid });
  }

  async #snapshot(businessId: string): Promise<Snapshot> {
    return (await this.#options.graph.getState(threadConfig(businessId))) as Snapshot;
  }

  /** LangGraph has no lock of its own: two drivers on one thread would do every effect twice (design 5). */
  async #exclusively<T>(
    businessId: string,
    signal: AbortSignal,
    work: (signal: AbortSignal) => Promise<T>,
  ): Promise<T> {
    const { leases } = this.#options.stores;
    const owner = leaseOwner();
    const lease = await leases.acquire(businessId, owner, LEASE_MS);
    if (!("token" in lease)) throw busy(businessId, lease.heldBy);
    const lost = new AbortController();
    const stopRenewing = keepAlive(leases, { businessId, owner, token: lease.token, lost });
    try {
      return await work(AbortSignal.any([signal, lost.signal]));
    } finally {
      stopRenewing();
      await leases.release(businessId, owner, lease.token);
    }
  }
}

interface Held {
  readonly businessId: string;
  readonly owner: string;
  readonly token: number;
  readonly lost: AbortController;
}

function keepAlive(leases: Leases, { businessId, owner, token, lost }: Held): () => void {
  const timer = setInterval(async () => {
    try {
      if (!(await leases.renew(businessId, owner, token, LEASE_MS))) lost.abort(leaseLost(businessId));
    } catch (error) {
      lost.abort(error);
    }
  }, LEASE_MS / 3);
  timer.unref();
  return () => clearInterval(timer);
}

interface Snapshot {
  readonly values: GenesisState;
  readonly tasks: readonly {
    readonly result?: unknown;
    readonly interrupts: readonly { readonly id?: string; readonly value?: unknown }[];
  }[];
}

interface PendingApproval {
  readonly interruptId: string;
  readonly payload: ApprovalPayload;
}

function threadConfig(businessId: string) {
  return { configurable: { thread_id: businessId } };
}

/** A task that was answered still lists its interrupt, next to its result: that one is not pending any more. */
function pendingApproval({ tasks }: Snapshot): PendingApproval | undefined {
  for (const { result, interrupts } of tasks) {
    const [pending] = interrupts;
    if (result === undefined && pending?.id !== undefined) {
      return { interruptId: pending.id, payload: ApprovalPayloadSchema.parse(pending.value) };
    }
  }
  return undefined;
}

/** Addressed to one interrupt; LangGraph would hand a bare value to every pending one. */
function answerTo(interruptId: string, answer: ApprovalAnswer): GraphInput {
  return new Command({ resume: { [interruptId]: answer } }) as GraphInput;
}

function finishedResult(state: GenesisState): BusinessCreationResult | undefined {
  const fields = Object.keys(BusinessCreationResultSchema.shape) as (keyof BusinessCreationResult)[];
  const parsed = BusinessCreationResultSchema.safeParse(
    Object.fromEntries(fields.map((field) => [field, state[field]])),
  );
  return parsed.success ? parsed.data : undefined;
}

export function runNotFound(businessId: string): GenesisError {
  return new GenesisError("RUN_NOT_FOUND", `There is no run ${businessId}.`, {
    hint: "genesis list shows the runs; GENESIS_HOME says where they are kept.",
  });
}

function alreadyExists(businessId: string): GenesisError {
  return new GenesisError("RUN_EXISTS", `There is already a run ${businessId}.`, {
    hint: `Continue it with: genesis resume ${businessId}`,
  });
}

function busy(businessId: string, heldBy: string): GenesisError {
  return new GenesisError("RUN_BUSY", `Run ${businessId} is being worked on by ${heldBy}.`, {
    category: "system",
    retryable: true,
    hint: "Wait until it ends; a dead owner is replaced by itself after half a minute.",
  });
}

function leaseLost(businessId: string): GenesisError {
  return new GenesisError("LEASE_LOST", `Another process has taken over run ${businessId}.`, {
    category: "system",
    hint: `See where it stands with: genesis show ${businessId}`,
  });
}

function shutdown(): GenesisError {
  return REFUSALS.find(({ flag }) => flag === "emergency_shutdown")?.error as GenesisError;
}

function approvalRequired(businessId: string, count: number): GenesisError {
  const what = count === 1 ? "One decision is" : `${count} decisions are`;
  return new GenesisError("APPROVAL_REQUIRED", `${what} needed from a person.`, {
    hint: `See them with: genesis show ${businessId}; answer with: genesis approve ${businessId} --approve or --reject.`,
  });
}

function interrupted(businessId: string, reason: unknown): GenesisError {
  if (GenesisError.isInstance(reason)) return reason;
  return new GenesisError("RUN_INTERRUPTED", `Run ${businessId} was stopped before its end.`, {
    category: "system",
    retryable: true,
    hint: `Continue it with: genesis resume ${businessId}`,
    cause: reason,
  });
}
