import { randomUUID } from "node:crypto";
import { existsSync, mkdirSync, renameSync, rmSync, statSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { GenesisError } from "../state/errors.ts";
import { hashSeed } from "../state/random.ts";
import { type Release, releases } from "./build-release.ts";
import {
  type Deployment,
  productSecrets,
  readDeployment,
  withDeployLock,
  writeDeployment,
} from "./deployment.ts";
import { linkPackages, productPackages, takesPayments } from "./packages.ts";
import { copyDatabase } from "./product-data.ts";
import {
  becomesFree,
  becomesHealthy,
  endProcess,
  entryOf,
  findInstance,
  healthOn,
  isFree,
  localUrl,
  type Started,
  startProcess,
  tail,
} from "./product-process.ts";
import type { Workspace } from "./workspace.ts";

/** Below the ports that systems hand out by themselves, so that a port stays free while its product is stopped. */
const PORTS = { first: 20_000, count: 10_000 } as const;
const MAX_PORTS_TRIED = 200;
const HEALTHY_WITHIN_MS = 15_000;
/** A process that was ended lets go of its port a moment later. */
const FREE_WITHIN_MS = 1_500;
const MAX_LOG_BYTES = 5_242_880;

/**
 * Hosts products on this machine (docs/products.md): on the loopback address, each at a port of its own that it keeps,
 * in a process that outlives the one that started it.
 */
export class LocalHost {
  readonly #paymentsEnv: PaymentsEnv | undefined;

  /** `paymentsEnv`: what a product that takes payments finds in its environment, and nowhere else. */
  constructor({ paymentsEnv }: { readonly paymentsEnv?: PaymentsEnv | undefined } = {}) {
    this.#paymentsEnv = paymentsEnv;
  }

  /**
   * Makes a release the one that serves. It has to prove itself first: beside the one that serves, on a copy of the
   * data. When it fails the old one goes on. Throws RELEASE_UNHEALTHY, DEPLOYMENT_BUSY.
   */
  async launch(workspace: Workspace, release: Release): Promise<Deployment> {
    return withDeployLock(workspace, async () => {
      const standing = readDeployment(workspace);
      if (standing?.digest === release.digest && (await isServing(standing))) {
        return adopted(workspace, release, standing);
      }
      const before = standing && releases(workspace).find(({ number }) => number === standing.release);
      if (before && before.number !== release.number) await this.#rehearse(workspace, release);
      if (standing) await endProcess(standing.instance, standing.pid);
      try {
        return await this.#serve(workspace, release, standing);
      } catch (error) {
        if (before && before.number !== release.number) await this.#serve(workspace, before, standing);
        throw error;
      }
    });
  }

  /** Starts what is deployed, unless it answers already. Throws NOT_DEPLOYED, RELEASE_UNHEALTHY. */
  async start(workspace: Workspace): Promise<Deployment> {
    return withDeployLock(workspace, async () => {
      const standing = readDeployment(workspace);
      const known = releases(workspace);
      const serving = standing && (await isServing(standing));
      const own = known.find(({ number }) => number === standing?.release);
      if (serving) return own ? adopted(workspace, own, standing) : standing;
      const release = own ?? known.at(-1);
      if (!release || standing?.state === "taken_down") throw notDeployed(workspace);
      if (standing) await endProcess(standing.instance, standing.pid);
      return this.#serve(workspace, release, standing);
    });
  }

  /** Ends the process; what is deployed stays so. */
  async stop(workspace: Workspace): Promise<Deployment | undefined> {
    return withDeployLock(workspace, async () => {
      const standing = readDeployment(workspace);
      if (!standing) return undefined;
      if (!(await endProcess(standing.instance, standing.pid))) throw unstoppable(standing);
      // So that whoever stopped it can have its port; somebody else may have it meanwhile, which is as good.
      await becomesFree(standing.port, FREE_WITHIN_MS);
      const state = standing.state === "taken_down" ? standing.state : "stopped";
      return writeDeployment(workspace, { ...standing, state, pid: null });
    });
  }

  /** Stops it and removes its releases; the project and the record stay, and the data unless told otherwise. */
  async takeDown(
    workspace: Workspace,
    { deleteData }: { deleteData: boolean },
  ): Promise<Deployment | undefined> {
    const standing = await this.stop(workspace);
    return withDeployLock(workspace, async () => {
      rmSync(workspace.path("current"), { force: true });
      rmSync(workspace.path("releases"), { recursive: true, force: true });
      if (deleteData) rmSync(workspace.path("data"), { recursive: true, force: true });
      return standing && writeDeployment(workspace, { ...standing, state: "taken_down", pid: null });
    });
  }

  /** Whether the product of a deployment answers now. */
  async isServing(deployment: Deployment): Promise<boolean> {
    return isServing(deployment);
  }

  /** Starts the release at the product's port and switches `current` once it answers. */
  async #serve(workspace: Workspace, release: Release, before: Deployment | undefined): Promise<Deployment> {
    const port = await choosePort(workspace, before?.port);
    const { number, digest } = release;
    const entry = {
      version: 1 as const,
      business_id: workspace.businessId,
      port,
      url: localUrl(port),
      release: number,
      digest,
      instance: randomUUID(),
    };
    // Written before it starts: whoever comes after a kill knows by which name to look for the process.
    writeDeployment(workspace, { ...entry, state: "starting", pid: null });
    const data = workspace.path("data");
    const payments = takesPayments(productPackages(release.folder))
      ? this.#paymentsEnv?.(workspace)
      : undefined;
    const started = this.#spawn(workspace, release, { ...entry, data, payments });
    if (!(await becomesHealthy(entry, started, HEALTHY_WITHIN_MS))) {
      await endProcess(entry.instance, started.pid);
      writeDeployment(workspace, { ...entry, state: "stopped", pid: null });
      throw unhealthy(workspace, release);
    }
    switchCurrent(workspace, release);
    return writeDeployment(workspace, { ...entry, state: "running", pid: started.pid });
  }

  /** Starts the release once for itself, with a copy of the data. Throws RELEASE_UNHEALTHY. */
  async #rehearse(workspace: Workspace, release: Release): Promise<void> {
    const port = await choosePort(workspace, undefined);
    const instance = randomUUID();
    const data = workspace.path(`.rehearsal-${release.number}`);
    rmSync(data, { recursive: true, force: true });
    mkdirSync(data, { recursive: true });
    try {
      copyDatabase(workspace.path("data"), data);
      const started = this.#spawn(workspace, release, { port, url: localUrl(port), instance, data });
      const healthy = await becomesHealthy({ port, instance }, started, HEALTHY_WITHIN_MS);
      await endProcess(instance, started.pid);
      if (!healthy) throw unhealthy(workspace, release);
    } finally {
      rmSync(data, { recursive: true, force: true });
    }
  }

  #spawn(workspace: Workspace, release: Release, { port, url, instance, data, payments }: Start): Started {
    linkPackages(release.folder, productPackages(release.folder));
    rotateLog(logOf(workspace));
    mkdirSync(data, { recursive: true, mode: 0o700 });
    return startProcess({
      main: entryOf(release),
      cwd: workspace.folder,
      log: logOf(workspace),
      port,
      instance,
      env: {
        DATA_FOLDER: data,
        BASE_URL: url,
        RELEASE: String(release.number),
        ...productSecrets(workspace),
        ...payments,
      },
    });
  }
}

type PaymentsEnv = (workspace: Workspace) => Readonly<Record<string, string>>;

interface Start {
  readonly port: number;
  readonly url: string;
  readonly instance: string;
  readonly data: string;
  /** Not for a rehearsal, whose jobs would charge on a copy of the data. */
  readonly payments?: Readonly<Record<string, string>> | undefined;
}

export function logOf(workspace: Workspace): string {
  return workspace.path("product.log");
}

/** Keeps the log before this one, so that logs never fill the disk. */
function rotateLog(log: string): void {
  if ((statSync(log, { throwIfNoEntry: false })?.size ?? 0) > MAX_LOG_BYTES) renameSync(log, `${log}.1`);
}

async function isServing({ port, instance }: Deployment): Promise<boolean> {
  return (await healthOn(port))?.instance === instance;
}

/** The port it had, when it is free; else the next free one from a place of its own. Throws NO_FREE_PORT. */
async function choosePort({ businessId }: Workspace, before: number | undefined): Promise<number> {
  if (before !== undefined && (await becomesFree(before, FREE_WITHIN_MS))) return before;
  const start = hashSeed(businessId) % PORTS.count;
  for (let step = 0; step < MAX_PORTS_TRIED; step += 1) {
    const port = PORTS.first + ((start + step) % PORTS.count);
    if (port !== before && (await isFree(port))) return port;
  }
  throw new GenesisError("NO_FREE_PORT", `No free port was found from ${PORTS.first + start} on.`, {
    hint: "Stop some products: genesis stop <id>",
    category: "system",
  });
}

/** Records a process that was started by somebody who was ended before it could say so. */
function adopted(workspace: Workspace, release: Release, standing: Deployment): Deployment {
  if (standing.state === "running") return standing;
  switchCurrent(workspace, release);
  const pid = findInstance(standing.instance) ?? null;
  return writeDeployment(workspace, { ...standing, state: "running", pid });
}

/** In one step, so that `current` always leads to a whole release. */
function switchCurrent(workspace: Workspace, release: Release): void {
  const fresh = workspace.path(`.current-${process.pid}`);
  rmSync(fresh, { force: true });
  symlinkSync(join("releases", String(release.number)), fresh, "dir");
  if (!existsSync(release.folder)) throw notDeployed(workspace);
  renameSync(fresh, workspace.path("current"));
}

function notDeployed({ businessName }: Workspace): GenesisError {
  return new GenesisError("NOT_DEPLOYED", `Nothing of ${businessName} is deployed.`, {
    hint: "Create the business again to get a new release.",
  });
}

function unhealthy(workspace: Workspace, release: Release): GenesisError {
  const said = tail(logOf(workspace));
  return new GenesisError(
    "RELEASE_UNHEALTHY",
    `Release ${release.number} of ${workspace.businessName} does not answer.${said && ` Its log ends with:\n${said}`}`,
    { hint: `The whole log is in ${logOf(workspace)}.`, category: "system" },
  );
}

function unstoppable({ pid, url }: Deployment): GenesisError {
  return new GenesisError("PRODUCT_UNSTOPPABLE", `The process ${pid} at ${url} does not end.`, {
    hint: "End it by hand.",
    category: "system",
  });
}
