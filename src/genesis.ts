import { randomUUID } from "node:crypto";
import { type GenesisConfig, loadConfig } from "./config/config.ts";
import type { FeatureFlags } from "./config/feature-flags.ts";
import type {
  CreateOptions,
  GenesisOptions,
  ImproveOptions,
  ResumeOptions,
  RunDetails,
} from "./genesis-options.ts";
import { compileGraph } from "./graph/compile.ts";
import { type ForgetOptions, type ForgetReport, forget } from "./operations/forget.ts";
import { improve } from "./operations/improve.ts";
import { interruptedRuns } from "./operations/interrupted.ts";
import { type PruneOptions, type PruneReport, prune } from "./operations/prune.ts";
import { replayId } from "./operations/replay.ts";
import { type TakedownChoices, takedown } from "./operations/takedown.ts";
import { BusinessRun } from "./runtime/business-run.ts";
import { LeaseKeeper } from "./runtime/lease-keeper.ts";
import { RunDriver } from "./runtime/run-driver.ts";
import { runNotFound } from "./runtime/run-errors.ts";
import type { StopSignals } from "./runtime/run-stop.ts";
import { createServices, type RunServices } from "./services.ts";
import type { BudgetLimits } from "./state/budget.ts";
import type { BusinessRequest, RequirementsInput } from "./state/business.ts";
import type { Clock } from "./state/clock.ts";
import type { RunEvent } from "./state/run-event.ts";
import type { TakedownPart, TakedownReport } from "./state/takedown.ts";
import { AuditLog, type AuditVerdict } from "./stores/audit-log.ts";
import { FencedSaver } from "./stores/fenced-saver.ts";
import { Improvements } from "./stores/improvements.ts";
import { MemoryArchive } from "./stores/memory/archive.ts";
import type { Outbox } from "./stores/memory/outbox.ts";
import { openStores, type Stores } from "./stores/open.ts";
import { RequestLog, type RequestRecord, requestOf } from "./stores/request-log.ts";
import type { RunRecord } from "./stores/runs.ts";
import { createLogger, type Logger } from "./telemetry/logger.ts";
import type { ArchetypeRegistry } from "./templates/archetypes.ts";
import { reportFiles } from "./tools/report/index.ts";
import { eventKeeper } from "./tools/report/write-report.ts";
import type { Webhooks } from "./tools/webhooks/webhooks.ts";
import { erasurePlaces } from "./wiring/erasure-places.ts";
import { isBuilt, takedownParts } from "./wiring/takedown-parts.ts";
import { EventQueue } from "./wiring/webhooks.ts";

/** What a server builds on besides the library. */
export interface Foundation {
  readonly services: RunServices;
  readonly stores: Stores;
  readonly leases: LeaseKeeper;
  readonly log: Logger;
}

interface GenesisParts {
  readonly foundation: Foundation;
  readonly config: GenesisConfig;
  readonly flags: FeatureFlags;
  readonly archetypes: ArchetypeRegistry;
  readonly memory: MemoryArchive;
  readonly outbox: Outbox;
  readonly driver: RunDriver;
  readonly leases: LeaseKeeper;
  readonly requests: RequestLog;
  readonly improvements: Improvements;
  readonly stores: Stores;
  readonly clock: Clock;
  readonly lifecycle: Webhooks | undefined;
  readonly takedownParts: readonly TakedownPart[];
  readonly options: GenesisOptions;
}

/** Genesis as a library (guide 18). Make it with `createGenesis`. */
export class Genesis {
  readonly config: GenesisConfig;
  readonly flags: FeatureFlags;
  readonly archetypes: ArchetypeRegistry;
  /** What runs have left, for people to search, show, forget, export and import. */
  readonly memory: MemoryArchive;
  /** For servers in this process; it may change with any version. */
  readonly foundation: Foundation;
  /** Lifecycle events on their way to the dashboard (docs/events.md). */
  readonly events: EventQueue;
  readonly #parts: GenesisParts;

  constructor(parts: GenesisParts) {
    this.config = parts.config;
    this.flags = parts.flags;
    this.archetypes = parts.archetypes;
    this.memory = parts.memory;
    this.foundation = parts.foundation;
    this.events = new EventQueue(parts.config, parts.clock, parts.lifecycle);
    this.#parts = parts;
  }

  /** Takes a business from idea to URL. Starts at once; see `BusinessRun` for awaiting and for events. */
  createBusiness(type: string, requirements?: RequirementsInput, options: CreateOptions = {}): BusinessRun {
    const businessId = options.businessId ?? randomUUID();
    const request: BusinessRequest = {
      business_type: type,
      requirements,
      autonomous: options.autonomous ?? this.#parts.options.autonomous ?? true,
      seed: options.seed,
      execution_mode: options.executionMode ?? this.config.execution.mode,
      business_id: businessId,
      budget: options.budget,
    };
    return new BusinessRun(
      businessId,
      (emit, stop) => this.#parts.driver.start(businessId, request, listener(emit, stop)),
      { graceMs: this.config.drainMs, signal: options.signal },
    );
  }

  /**
   * Adds features to a business that was created, as a run of its own on the same product: a new release, the data of
   * its users kept. Throws RUN_NOT_FOUND, NOT_IMPROVABLE, NOTHING_TO_IMPROVE, IMPROVEMENT_UNDER_WAY when awaited.
   */
  improve(businessId: string, { features, ...options }: ImproveOptions): BusinessRun {
    const runId = options.businessId ?? randomUUID();
    const autonomous = options.autonomous ?? this.#parts.options.autonomous ?? true;
    return new BusinessRun(
      runId,
      (emit, stop) =>
        improve(
          this.#parts,
          { businessId, runId, features, autonomous, budget: options.budget, signal: stop.signal },
          (request, signal) => this.#parts.driver.start(runId, request, { ...listener(emit, stop), signal }),
        ),
      { graceMs: this.config.drainMs, signal: options.signal },
    );
  }

  /** Continues a run where it was left; a finished one just gives its result again. */
  resume(businessId: string, { answer, signal }: ResumeOptions = {}): BusinessRun {
    return new BusinessRun(
      businessId,
      (emit, stop) => this.#parts.driver.resume(businessId, { ...listener(emit, stop), answer }),
      { graceMs: this.config.drainMs, signal },
    );
  }

  /** Runs, newest first. */
  async list(filter: { status?: string; limit?: number; offset?: number } = {}): Promise<RunRecord[]> {
    return this.#parts.stores.runs.list(filter);
  }

  /** Everything stored about one run. Throws RUN_NOT_FOUND. */
  async show(businessId: string): Promise<RunDetails> {
    const { stores, driver, improvements } = this.#parts;
    const record = await stores.runs.get(businessId);
    if (!record) throw runNotFound(businessId);
    const state = await driver.state(businessId);
    return { record, state, improvements: await improvements.of(state.improves || businessId) };
  }

  /** The report of a run, by file: report.md, report.html and, once there is a plan, plan.svg. Throws RUN_NOT_FOUND. */
  async report(businessId: string): Promise<ReadonlyMap<string, string>> {
    return reportFiles((await this.show(businessId)).state);
  }

  /** Runs that were interrupted and that nobody drives; `resume` continues each. */
  async interrupted(): Promise<RunRecord[]> {
    return interruptedRuns(this.#parts.stores);
  }

  /** Requests whose run was refused or failed through no fault of theirs, oldest first (guide 23.2). */
  async waiting(): Promise<RequestRecord[]> {
    return this.#parts.requests.waiting();
  }

  /**
   * Runs a waiting request again, as a new run; interrupted and called again, it continues that run. `budget` takes the
   * place of what the request allows itself, in the dimensions that it names.
   */
  replay(
    record: RequestRecord,
    { signal, budget }: { signal?: AbortSignal; budget?: BudgetLimits } = {},
  ): BusinessRun {
    const businessId = replayId(record);
    const given = requestOf(record);
    const request = {
      ...given,
      business_id: businessId,
      ...(budget && { budget: { ...given.budget, ...budget } }),
    };
    return new BusinessRun(
      businessId,
      (emit, stop) => {
        const start = (own: BusinessRequest, held = stop.signal) =>
          this.#parts.driver.start(businessId, own, {
            ...listener(emit, stop),
            signal: held,
            replays: record,
          });
        return request.improves === undefined ? start(request) : this.#improveAgain(request, stop, start);
      },
      { graceMs: this.config.drainMs, signal },
    );
  }

  /** What has been added to the business since the request was made stays. */
  #improveAgain<T>(
    {
      business_id: runId = "",
      improves: businessId = "",
      requirements,
      autonomous = true,
      budget,
    }: BusinessRequest,
    { signal }: StopSignals,
    begin: (request: BusinessRequest, signal: AbortSignal) => Promise<T>,
  ): Promise<T> {
    const features = requirements?.mvp_features ?? [];
    return improve(
      this.#parts,
      { businessId, runId, features, autonomous, budget, again: true, signal },
      begin,
    );
  }

  /**
   * Takes a business down: the product on this machine, what is deployed elsewhere, payments, memory. Can be repeated,
   * also after a failure or a kill in the middle. Throws RUN_NOT_FOUND, RUN_BUSY.
   */
  async takedown(
    businessId: string,
    { deleteData = false, memory = "about", signal = new AbortController().signal }: TakedownChoices = {},
  ): Promise<TakedownReport> {
    const { home } = this.config;
    return takedown(
      { ...this.#parts, isBuilt: (id) => isBuilt(home, id) },
      { businessId, options: { delete_data: deleteData, memory }, signal },
    );
  }

  /** Deletes whole runs that ended long ago. */
  async prune(options: PruneOptions): Promise<PruneReport> {
    return prune(this.#parts, options);
  }

  /** Takes a person out of everything that is kept, and tells what has to stay. Throws ERASURE_TARGET_INVALID. */
  async forget(options: ForgetOptions): Promise<ForgetReport> {
    return forget({ ...this.#parts, erasurePlaces: erasurePlaces(this.config, this.#parts.clock) }, options);
  }

  /** Who decided what in a run, and whether the log of it is intact. */
  async audit(businessId: string): Promise<AuditVerdict> {
    return new AuditLog(this.#parts.stores.store, businessId).verify();
  }

  /** Writes everything that is stored to a new file. Throws BACKUP_EXISTS. */
  async backup(path: string): Promise<void> {
    await this.#parts.stores.backup(path);
  }

  /** Writes to memory and reads it back. Throws what the store throws. */
  async checkMemory(): Promise<void> {
    const { stores, clock } = this.#parts;
    const namespace = ["health"];
    await stores.store.put(namespace, "check", { at: clock.now() }, false);
    await stores.store.get(namespace, "check");
    await stores.store.delete(namespace, "check");
  }

  /**
   * Closes the database, after what is on its way to the dashboard has had two seconds. Runs under way are not waited
   * for: stop or await them first.
   */
  async close(): Promise<void> {
    await this.#parts.lifecycle?.close();
    if (!this.#parts.options.stores) await this.#parts.stores.close();
  }
}

function listener(emit: (event: RunEvent) => void, { control, draining, signal }: StopSignals) {
  return { emit, control, draining, signal };
}

/** The entry point of the library: reads configuration, opens the stores, compiles the graph. */
export async function createGenesis(options: GenesisOptions = {}): Promise<Genesis> {
  const config = loadConfig(options.sources);
  const log = options.log ?? createLogger({ level: config.logLevel });
  const services = await createServices(config, log, options);
  const stores =
    options.stores ?? (await openConfiguredStores(config, { ...options, clock: services.clock, log }));
  await services.memory.replay(stores.store);
  const leases = new LeaseKeeper(stores.leases, services.clock);
  const graph = compileGraph({ ...services, fence: leases.confirm }, log, {
    checkpointer: new FencedSaver(stores.checkpointer, leases.fence),
    store: stores.store,
  });
  const { flags, archetypes, clock, lifecycle } = services;
  // Whoever only looks delivers nothing.
  if (!options.mayBeReadOnly) await lifecycle?.start();
  const requests = new RequestLog(stores.store, clock);
  const improvements = new Improvements(stores.store, clock);
  const memory = new MemoryArchive(stores.store, services.memory.outbox);
  const driver = new RunDriver({
    graph,
    stores,
    leases,
    requests,
    flags,
    clock,
    approve: options.approve,
    keepEvents: eventKeeper(config.home, log),
  });
  return new Genesis({
    foundation: { services, stores, leases, log },
    config,
    flags,
    archetypes,
    memory,
    outbox: services.memory.outbox,
    driver,
    leases,
    requests,
    improvements,
    stores,
    clock,
    lifecycle,
    takedownParts: takedownParts(
      config,
      { archive: memory, remoteHost: services.remoteHost },
      options.takedownParts,
    ),
    options,
  });
}

function openConfiguredStores(
  { home, mongodbUri, memory }: GenesisConfig,
  { mayBeReadOnly = false, clock, log }: { mayBeReadOnly?: boolean; clock: Clock; log: Logger },
): Promise<Stores> {
  const { enabled, minBytes } = memory.compression;
  return openStores({
    home,
    mongodbUri,
    mayBeReadOnly,
    clock,
    compression: enabled ? { minBytes } : undefined,
    onUnreadable: ({ namespace, key, error }) =>
      log.warn({ namespace, key, code: error.code }, "stored record left out of a search"),
  });
}
