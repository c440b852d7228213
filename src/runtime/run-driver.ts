import { hostname } from "node:os";
import { GraphDrained } from "@langchain/langgraph";
import type { FeatureFlags } from "../config/feature-flags.ts";
import type { GenesisGraph } from "../graph/compile.ts";
import { unanswered } from "../nodes/await-approval/decisions.ts";
import { REFUSALS } from "../nodes/intake/admission.ts";
import type { ApprovalAnswer, ApprovalPayload, ApprovalRequest } from "../state/approval.ts";
import type { BusinessCreationResult, BusinessRequest } from "../state/business.ts";
import { type Clock, isoTime } from "../state/clock.ts";
import type { GenesisError } from "../state/errors.ts";
import type { GenesisState } from "../state/genesis-state.ts";
import type { RunEvent } from "../state/run-event.ts";
import type { Stores } from "../stores/open.ts";
import { type RequestLog, type RequestRecord, requestOf } from "../stores/request-log.ts";
import type { RunRecord } from "../stores/runs.ts";
import type { LeaseKeeper } from "./lease-keeper.ts";
import {
  alreadyExists,
  answerRefused,
  approvalRequired,
  interrupted,
  requestLost,
  runNotFound,
} from "./run-errors.ts";
import type { StopSignals } from "./run-stop.ts";
import {
  answerTo,
  finishedResult,
  type GraphInput,
  type PendingApproval,
  pendingApproval,
  type Snapshot,
  STRICT_RESUME,
} from "./snapshot.ts";

/** Asks a person. Requests that its answer does not name count as rejected. */
export type Approver = (payload: ApprovalPayload) => Promise<ApprovalAnswer>;

export interface RunDriverOptions {
  readonly graph: GenesisGraph;
  readonly stores: Pick<Stores, "runs">;
  readonly leases: LeaseKeeper;
  readonly requests: RequestLog;
  readonly flags: FeatureFlags;
  readonly clock: Clock;
  readonly approve: Approver | undefined;
  /** Is handed what happened in a run, whenever the run ends or stops. Must not throw. */
  readonly keepEvents?: EventKeeper | undefined;
}

/** `state` reads the channels of the run. */
type EventKeeper = (events: readonly RunEvent[], state: () => Promise<GenesisState>) => Promise<void>;

interface Listener extends StopSignals {
  readonly emit: (event: RunEvent) => void;
}

export interface StartOptions extends Listener {
  /** The waiting request that this run serves. */
  readonly replays?: RequestRecord | undefined;
}

export interface ResumeListener extends Listener {
  readonly answer?: ApprovalAnswer | undefined;
}

/** Drives runs through the graph: one thread a run, one driver a thread, every step durable before the next. */
export class RunDriver {
  readonly #options: RunDriverOptions;

  constructor(options: RunDriverOptions) {
    this.#options = options;
  }

  /** Starts a new run. The request is durable before anything else, so that not even the first step can lose it. */
  async start(
    businessId: string,
    request: BusinessRequest,
    listener: StartOptions,
  ): Promise<BusinessCreationResult> {
    const { stores, requests, clock } = this.#options;
    const { replays } = listener;
    return this.#exclusively(businessId, listener, async (held) => {
      if (await stores.runs.get(businessId)) {
        if (!replays) throw alreadyExists(businessId);
        // An earlier replay got this far and was interrupted.
        await requests.remove(replays.business_id);
        return this.#continue(businessId, held);
      }
      await requests.accept(businessId, request, (replays?.attempts ?? 0) + 1);
      await stores.runs.put(newRecord(businessId, request, isoTime(clock)));
      if (replays) await requests.remove(replays.business_id);
      this.#emitStarted(businessId, request.business_type, { resumed: false }, held);
      return this.#drive(businessId, request as GraphInput, held);
    });
  }

  /** Continues a run; a finished one is not run again. */
  async resume(businessId: string, listener: ResumeListener): Promise<BusinessCreationResult> {
    return this.#exclusively(businessId, listener, (held) =>
      this.#continue(businessId, held, listener.answer),
    );
  }

  async #continue(
    businessId: string,
    held: Listener,
    answer?: ApprovalAnswer,
  ): Promise<BusinessCreationResult> {
    const { stores, flags } = this.#options;
    const record = await stores.runs.get(businessId);
    if (!record) throw runNotFound(businessId);
    const snapshot = await this.#snapshot(businessId);
    const finished = finishedResult(snapshot);
    if (finished) {
      await this.#finish(finished, held);
      return finished;
    }
    if (await flags.isEnabled("emergency_shutdown")) throw shutdown();
    this.#emitStarted(businessId, record.business_type, { resumed: true }, held);
    if (snapshot.createdAt === undefined) {
      return this.#drive(businessId, await this.#requestOf(businessId), held);
    }
    const pending = pendingApproval(snapshot);
    if (!pending) return this.#drive(businessId, null, held);
    // Nobody answered in time: an empty answer, which is no (guide 8.2).
    const given = answer ?? (isOverdue(pending.payload, this.#options.clock) ? { decisions: [] } : undefined);
    if (!given) return this.#ask(businessId, pending, held);
    return this.#answer(businessId, pending, given, held);
  }

  /** The channels of a run as last checkpointed. */
  async state(businessId: string): Promise<GenesisState> {
    return (await this.#snapshot(businessId)).values;
  }

  async #drive(businessId: string, input: GraphInput, listener: Listener): Promise<BusinessCreationResult> {
    const pending = await this.#advance(businessId, input, listener);
    return "payload" in pending ? this.#ask(businessId, pending, listener) : pending;
  }

  /** Runs the graph until it ends or asks a person. */
  async #advance(
    businessId: string,
    input: GraphInput,
    listener: Listener,
  ): Promise<BusinessCreationResult | PendingApproval> {
    await this.#stream(businessId, input, listener);
    const snapshot = await this.#snapshot(businessId);
    const pending = pendingApproval(snapshot);
    if (pending) return pending;
    const result = finishedResult(snapshot);
    if (!result) throw interrupted(businessId, "the graph stopped before its end");
    await this.#finish(result, listener);
    return result;
  }

  async #stream(businessId: string, input: GraphInput, listener: Listener): Promise<void> {
    const { control, signal } = listener;
    try {
      const events = await this.#options.graph.stream(input, {
        configurable: { thread_id: businessId, ...STRICT_RESUME },
        streamMode: "custom",
        durability: "sync",
        signal,
        control,
      });
      for await (const event of events) await this.#report(event as RunEvent, listener);
    } catch (error) {
      if (signal.aborted) throw interrupted(businessId, signal.reason);
      if (error instanceof GraphDrained) throw interrupted(businessId, error);
      throw error;
    }
  }

  /** Hands what is pending to the approver and goes on with its answer, or leaves the run waiting. */
  async #ask(
    businessId: string,
    pending: PendingApproval,
    listener: Listener,
  ): Promise<BusinessCreationResult> {
    const { approve, clock } = this.#options;
    const { requests } = pending.payload;
    const at = isoTime(clock);
    listener.emit({ type: "approval.requested", business_id: businessId, at, requests });
    if (!approve) throw approvalRequired(businessId, requests.length);
    const answer = await Promise.race([approve(pending.payload), stopped(businessId, listener)]);
    return this.#answer(businessId, pending, complete(answer, requests), listener);
  }

  /** Goes on with an answer. Throws APPROVAL_ANSWER_INVALID when the run could not use it; then it still waits. */
  async #answer(
    businessId: string,
    { interruptId }: PendingApproval,
    answer: ApprovalAnswer,
    listener: Listener,
  ): Promise<BusinessCreationResult> {
    const after = await this.#advance(businessId, answerTo(interruptId, answer), listener);
    if (!("payload" in after)) return after;
    const { problem } = after.payload;
    if (problem !== undefined) throw answerRefused(businessId, problem);
    return this.#ask(businessId, after, listener);
  }

  async #report(event: RunEvent, listener: Listener): Promise<void> {
    listener.emit(event);
    if (event.type !== "status.changed") return;
    const { business_id, status, name } = event;
    await this.#updateRecord(business_id, { status, ...(name !== undefined && { name }) });
  }

  async #finish(result: BusinessCreationResult, { emit }: Listener): Promise<void> {
    const { business_id, timestamp, status, deployment_url, error_message, requirements } = result;
    const name = requirements?.name;
    await this.#updateRecord(business_id, { status, deployment_url, error_message, ...(name && { name }) });
    await this.#options.requests.settle(result);
    emit({ type: "run.finished", business_id, at: timestamp, result });
  }

  async #updateRecord(businessId: string, change: Partial<RunRecord>): Promise<void> {
    const { stores, clock } = this.#options;
    const driver = { pid: process.pid, host: hostname() };
    await stores.runs.update(businessId, { ...change, ...driver, updated_at: isoTime(clock) });
  }

  /** The request of a run that died before its first checkpoint. */
  async #requestOf(businessId: string): Promise<GraphInput> {
    const record = await this.#options.requests.get(businessId);
    if (!record) throw requestLost(businessId);
    return requestOf(record) as GraphInput;
  }

  #emitStarted(
    business_id: string,
    business_type: string,
    { resumed }: { resumed: boolean },
    { emit }: Listener,
  ): void {
    emit({ type: "run.started", business_id, at: isoTime(this.#options.clock), business_type, resumed });
  }

  async #snapshot(businessId: string): Promise<Snapshot> {
    const config = { configurable: { thread_id: businessId } };
    return (await this.#options.graph.getState(config)) as Snapshot;
  }

  #exclusively<T>(businessId: string, listener: Listener, work: (held: Listener) => Promise<T>): Promise<T> {
    const { control, draining, signal } = listener;
    const events: RunEvent[] = [];
    const emit = (event: RunEvent) => {
      events.push(event);
      listener.emit(event);
    };
    return this.#options.leases.exclusively(businessId, signal, async (held) => {
      try {
        return await work({ emit, control, draining, signal: held });
      } finally {
        await this.#options.keepEvents?.(events, () => this.state(businessId));
      }
    });
  }
}

function newRecord(businessId: string, request: BusinessRequest, now: string): RunRecord {
  return {
    business_id: businessId,
    business_type: request.business_type,
    name: request.requirements?.name ?? "",
    status: "INITIALIZING",
    created_at: now,
    updated_at: now,
    deployment_url: null,
    error_message: null,
    pid: process.pid,
    host: hostname(),
  };
}

/** An approver answers once for all: what it does not name is rejected. */
function complete({ decisions }: ApprovalAnswer, requests: readonly ApprovalRequest[]): ApprovalAnswer {
  const named = new Set(decisions.map(({ request_id }) => request_id));
  return {
    decisions: [...decisions, ...requests.filter((one) => !named.has(one.request_id)).map(unanswered)],
  };
}

function isOverdue({ requests }: ApprovalPayload, clock: Clock): boolean {
  return requests.some(({ deadline }) => Date.parse(deadline) < clock.now());
}

/** Rejects when the run is asked to stop: waiting for a person must not hold it up. */
function stopped(businessId: string, { draining, signal }: StopSignals): Promise<never> {
  const either = AbortSignal.any([draining, signal]);
  return new Promise((_resolve, reject) => {
    const stop = () => reject(interrupted(businessId, either.reason));
    if (either.aborted) stop();
    else either.addEventListener("abort", stop, { once: true });
  });
}

function shutdown(): GenesisError {
  return REFUSALS.find(({ flag }) => flag === "emergency_shutdown")?.error as GenesisError;
}
