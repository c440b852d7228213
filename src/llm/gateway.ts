import { setTimeout as delay } from "node:timers/promises";
import type { z } from "zod";
import type { GenesisConfig } from "../config/config.ts";
import type { Tier } from "../state/agent.ts";
import type { BudgetMeter } from "../state/budget.ts";
import type { Clock } from "../state/clock.ts";
import { GenesisError } from "../state/errors.ts";
import { createRandom, hashSeed } from "../state/random.ts";
import type { Logger } from "../telemetry/logger.ts";
import { reserveCall, settleFailure, settleReply } from "./charge.ts";
import { type ChatClient, type ChatMessage, type ChatReply, openAiClient } from "./chat-client.ts";
import { classifyFault, llmError, scrubber } from "./faults.ts";
import { maxOutputTokens, modelFor, STRONGEST_TIER, strongestCostUsd, type TaskKind } from "./models.ts";
import { jsonSchemaOf, parseReply } from "./structured-reply.ts";
import { addUsage, NO_USAGE, type Usage, UsageLedger, type UsageTotal, usageOf } from "./usage.ts";

export interface GenerateRequest<T> {
  readonly kind: TaskKind;
  /** The tier that routing chose for this call (`atTier`); that of the kind when absent. */
  readonly tier?: Tier | undefined;
  readonly system: string;
  readonly user: string;
  /** What the reply must be; the model is given it as JSON Schema. */
  readonly schema: z.ZodType<T>;
  /** Letters, digits, `_` and `-`. */
  readonly schemaName: string;
  /** The node that asks, for the bill. */
  readonly node: string;
  /** What every request for it is paid from, before it is sent (`metered`); not limited when absent. */
  readonly meter?: BudgetMeter | undefined;
  readonly signal?: AbortSignal;
}

export interface Generated<T> {
  readonly value: T;
  readonly model: string;
  /** Of all replies together. */
  readonly usage: Usage;
  /** How often the model had to correct its reply: 0 to 2. */
  readonly repairs: number;
}

/** The one gateway through which every model call goes (design 7). */
export interface LanguageModel {
  /**
   * A value of the schema. Throws GenesisErrors only: LLM_UNAVAILABLE, LLM_TIMEOUT, LLM_QUOTA, LLM_AUTH,
   * LLM_INVALID_OUTPUT, LLM_REFUSED_REQUEST; BUDGET_EXCEEDED and the errors of its store; what `costAware` throws; and, when the caller's signal aborts, the signal's reason.
   */
  generate<T>(request: GenerateRequest<T>): Promise<Generated<T>>;
  /** What has been spent since the gateway was made, by node and model. */
  usageTotals(): UsageTotal[];
}

/** Replies a model may correct after the first. */
const MAX_REPAIRS = 2;
/** HTTP requests for one reply. */
const MAX_ATTEMPTS = 3;
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 10_000;
/** Retries and repairs together may take this many times the timeout of one request. */
const DEADLINE_FACTOR = 2;
/** Characters of a bad reply that are sent back with the repair request. */
const MAX_ECHO = 8_000;

export interface LanguageModelOptions {
  readonly config: Pick<GenesisConfig, "openai" | "budget">;
  readonly log: Logger;
  readonly clock: Clock;
  /** false: every call is at the strongest tier (`performance_optimizations_enabled`). Always true when absent. */
  readonly costAware?: () => Promise<boolean>;
  /** Told of every reply that was paid for. */
  readonly onCost?: (cost: ModelCost) => void;
  /** Waits between attempts; real time when absent. */
  readonly sleep?: (ms: number, signal: AbortSignal) => Promise<void>;
}

export interface ModelCost {
  readonly node: string;
  readonly model: string;
  readonly usd: number;
  /** Of the same tokens at the strongest tier. */
  readonly strongestUsd: number;
}

/** The gateway, or undefined without an API key: then the local paths are used. */
export function createLanguageModel(options: LanguageModelOptions): LanguageModel | undefined {
  const { apiKey } = options.config.openai;
  return apiKey === undefined ? undefined : new Gateway(options, apiKey.reveal());
}

interface Exchange {
  readonly model: string;
  readonly node: string;
  readonly schemaName: string;
  readonly jsonSchema: Record<string, unknown>;
  readonly maxOutputTokens: number;
  readonly meter: BudgetMeter | undefined;
  readonly caller: AbortSignal | undefined;
  readonly deadline: AbortSignal;
}

class Gateway implements LanguageModel {
  readonly #openai: GenesisConfig["openai"];
  readonly #maxOutputTokens: number | undefined;
  readonly #log: Logger;
  readonly #clock: Clock;
  readonly #costAware: () => Promise<boolean>;
  readonly #onCost: NonNullable<LanguageModelOptions["onCost"]>;
  readonly #sleep: (ms: number, signal: AbortSignal) => Promise<void>;
  readonly #send: ChatClient;
  readonly #scrub: (text: string) => string;
  readonly #ledger = new UsageLedger();

  constructor({ config, log, clock, sleep, costAware, onCost }: LanguageModelOptions, apiKey: string) {
    this.#openai = config.openai;
    this.#maxOutputTokens = config.budget.maxOutputTokens;
    this.#log = log;
    this.#clock = clock;
    this.#costAware = costAware ?? (async () => true);
    this.#onCost = onCost ?? (() => {});
    this.#sleep = sleep ?? ((ms, signal) => delay(ms, undefined, { signal }));
    this.#send = openAiClient(config.openai, apiKey);
    this.#scrub = scrubber(apiKey);
  }

  usageTotals(): UsageTotal[] {
    return this.#ledger.totals();
  }

  async generate<T>(request: GenerateRequest<T>): Promise<Generated<T>> {
    const { kind, node, schema, schemaName, meter, signal: caller } = request;
    caller?.throwIfAborted();
    const tier = (await this.#costAware()) ? request.tier : STRONGEST_TIER;
    const model = modelFor(kind, this.#openai.model, tier);
    const deadline = AbortSignal.timeout(timeFor(this.#openai.timeoutMs * DEADLINE_FACTOR, meter));
    const exchange: Exchange = {
      model,
      node,
      schemaName,
      jsonSchema: jsonSchemaOf(schema),
      maxOutputTokens: maxOutputTokens(kind, this.#maxOutputTokens),
      meter,
      caller,
      deadline,
    };
    const messages: ChatMessage[] = [
      { role: "system", content: this.#scrub(request.system) },
      { role: "user", content: this.#scrub(request.user) },
    ];
    let usage = NO_USAGE;
    for (let repairs = 0; ; repairs++) {
      const reply = await this.#reply(messages, exchange);
      usage = addUsage(usage, this.#bill(exchange, reply));
      if (reply.refusal !== undefined) throw this.#refused(model, reply.refusal);
      const parsed = parseReply(reply, schema);
      if (parsed.ok) return { value: parsed.value, model, usage, repairs };
      const problem = this.#scrub(parsed.problem);
      this.#log.warn({ node, model, repairs, problem }, "the model's reply is invalid");
      if (repairs === MAX_REPAIRS) throw invalidOutput(model, repairs + 1, problem);
      messages.splice(2, Infinity, ...repairRequest(this.#scrub(reply.content), problem));
    }
  }

  /** One reply, over up to MAX_ATTEMPTS requests. */
  async #reply(messages: readonly ChatMessage[], exchange: Exchange): Promise<ChatReply> {
    const { model, node, deadline, caller } = exchange;
    const jitter = createRandom(hashSeed(node, this.#clock.now()));
    for (let attempt = 1; ; attempt++) {
      const timeout = AbortSignal.any([AbortSignal.timeout(this.#openai.timeoutMs), deadline]);
      const signal = caller ? AbortSignal.any([caller, timeout]) : timeout;
      try {
        return await this.#attempt(messages, exchange, signal);
      } catch (thrown) {
        caller?.throwIfAborted();
        if (timeout.aborted) throw this.#timedOut(exchange);
        // Already classified: the reply itself was no completion.
        if (GenesisError.isInstance(thrown)) throw thrown;
        const { error, transient, retryAfterMs } = classifyFault(thrown, this.#scrub);
        const pause = retryAfterMs ?? FIRST_PAUSE_MS * 2 ** (attempt - 1) * (1 + jitter.next() / 2);
        // A server that wants to be left alone for longer than anybody waits gets its wish.
        if (!transient || attempt === MAX_ATTEMPTS || pause > LONGEST_PAUSE_MS) throw error;
        this.#log.warn(
          { node, model, attempt, pause_ms: Math.round(pause), code: error.code },
          error.message,
        );
        await this.#pause(pause, exchange);
      }
    }
  }

  /** One request, paid for before it is sent and settled by what it did cost. */
  async #attempt(
    messages: readonly ChatMessage[],
    { model, node, schemaName, jsonSchema, maxOutputTokens, meter }: Exchange,
    signal: AbortSignal,
  ): Promise<ChatReply> {
    const startedAt = this.#clock.now();
    signal.throwIfAborted();
    const call = { model, messages, schemaName, jsonSchema, maxOutputTokens };
    const booking = await reserveCall(meter, node, call);
    if (signal.aborted) await booking?.release();
    signal.throwIfAborted();
    let reply: ChatReply;
    try {
      reply = await this.#send({ ...call, signal });
    } catch (thrown) {
      // A request that was stopped may be answered and billed all the same.
      const free = !signal.aborted && classifyFault(thrown, this.#scrub).free;
      await settleFailure(booking, free);
      throw thrown;
    }
    await settleReply(booking, model, reply);
    const duration_seconds = Math.max(0, (this.#clock.now() - startedAt) / 1_000);
    this.#log.debug({ node, model, duration_seconds }, "the model replied");
    return reply;
  }

  async #pause(ms: number, exchange: Exchange): Promise<void> {
    const { caller, deadline } = exchange;
    try {
      await this.#sleep(ms, caller ? AbortSignal.any([caller, deadline]) : deadline);
    } catch (error) {
      caller?.throwIfAborted();
      if (deadline.aborted) throw this.#timedOut(exchange);
      throw error;
    }
  }

  #bill({ model, node }: Exchange, { inputTokens, outputTokens }: ChatReply): Usage {
    const usage = usageOf(model, inputTokens, outputTokens);
    this.#ledger.record(node, model, usage);
    const strongestUsd = strongestCostUsd(inputTokens, outputTokens, this.#openai.model);
    this.#onCost({ node, model, usd: usage.cost_usd, strongestUsd });
    this.#log.info({ node, model, ...usage }, "model call");
    return usage;
  }

  #timedOut({ model, meter }: Exchange): GenesisError {
    if (meter !== undefined && meter.timeLeftMs() <= 0) return meter.timeUp();
    return llmError("LLM_TIMEOUT", `${model} did not answer within ${this.#openai.timeoutMs / 1_000} s.`);
  }

  #refused(model: string, reason: string): GenesisError {
    return llmError("LLM_REFUSED_REQUEST", `${model} would not answer: ${this.#scrub(reason).slice(0, 300)}`);
  }
}

/** The time of the run is a deadline too. */
function timeFor(ms: number, meter: BudgetMeter | undefined): number {
  return Math.max(0, Math.ceil(Math.min(ms, meter?.timeLeftMs() ?? ms)));
}

function invalidOutput(model: string, replies: number, problem: string): GenesisError {
  return llmError("LLM_INVALID_OUTPUT", `${model} gave ${replies} replies, none of them usable. ${problem}`);
}

/** Takes the place of an earlier repair request: only the last reply and what is wrong with it matter. */
function repairRequest(content: string, problem: string): ChatMessage[] {
  const instruction =
    "Send the whole reply again, corrected: one JSON object that matches the schema, nothing else.";
  return [
    { role: "assistant", content: content.slice(0, MAX_ECHO) || "(an empty reply)" },
    { role: "user", content: `${problem}\n\n${instruction}` },
  ];
}
