import { setTimeout as delay } from "node:timers/promises";
import { loadConfig } from "../../config/config.ts";
import { toErrorInfo } from "../../state/errors.ts";
import { readDeployment } from "../../tools/deployment.ts";
import { LocalHost } from "../../tools/local-host.ts";
import { stripeEnvironment } from "../../tools/stripe/environment.ts";
import { Workspace } from "../../tools/workspace.ts";
import { type Console, printError, printLine } from "../output.ts";
import { printable } from "../text.ts";

const LOOK_EVERY_MS = 1_000;
const LONGEST_PAUSE_MS = 60_000;

/** How often a product failed to start, and when it is tried again. */
interface Trouble {
  readonly failures: number;
  readonly notBefore: number;
}

/** `genesis serve`: all products of this home, until Ctrl-C; what dies is started again, ever less often if it keeps dying. */
export async function serve(console: Console): Promise<number> {
  const { home, connections } = loadConfig();
  const host = new LocalHost({ paymentsEnv: stripeEnvironment(connections)?.productEnv });
  const stopping = new AbortController();
  const stop = () => stopping.abort();
  process.once("SIGINT", stop).once("SIGTERM", stop);
  const troubles = new Map<string, Trouble>();
  try {
    for (let round = 0; !stopping.signal.aborted; round += 1) {
      const wanted = products(home, round === 0);
      if (round === 0 && wanted.length === 0) {
        printLine(console, "There is no product yet. Build one with: genesis create saas_tool");
        return 0;
      }
      for (const workspace of wanted) await keepUp(workspace, host, troubles, console);
      await delay(LOOK_EVERY_MS, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  } finally {
    process.off("SIGINT", stop).off("SIGTERM", stop);
    for (const workspace of products(home, false)) await host.stop(workspace);
  }
  printLine(console, "All products are stopped.");
  return 0;
}

/** Products that shall run; at the start also those that were stopped. */
function products(home: string, all: boolean): Workspace[] {
  return Workspace.all(home).filter((workspace) => {
    const state = readDeployment(workspace)?.state;
    return state === "running" || state === "starting" || (all && state === "stopped");
  });
}

async function keepUp(
  workspace: Workspace,
  host: LocalHost,
  troubles: Map<string, Trouble>,
  console: Console,
): Promise<void> {
  const before = readDeployment(workspace);
  if (before?.state === "running" && (await host.isServing(before))) {
    if (!troubles.has(workspace.folder)) announce(workspace, before.url, console);
    troubles.set(workspace.folder, { failures: 0, notBefore: 0 });
    return;
  }
  const trouble = troubles.get(workspace.folder) ?? { failures: 0, notBefore: 0 };
  if (performance.now() < trouble.notBefore) return;
  const failures = trouble.failures + 1;
  const pause = Math.min(LONGEST_PAUSE_MS, LOOK_EVERY_MS * 2 ** failures);
  troubles.set(workspace.folder, { failures, notBefore: performance.now() + pause });
  try {
    announce(workspace, (await host.start(workspace)).url, console);
  } catch (error) {
    printError(console, toErrorInfo(error));
  }
}

function announce({ businessName }: Workspace, url: string, console: Console): void {
  printLine(console, `${url}  ${printable(businessName)}`);
}
