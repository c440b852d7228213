import { spawn } from "node:child_process";
import { loadConfig } from "../../config/config.ts";
import type { Deployment } from "../../tools/deployment.ts";
import { LocalHost } from "../../tools/local-host.ts";
import { stripeEnvironment } from "../../tools/stripe/environment.ts";
import type { Workspace } from "../../tools/workspace.ts";
import { findBusiness } from "../find-business.ts";
import { type Console, printJson, printLine } from "../output.ts";
import { printable } from "../text.ts";

/** `genesis preview`: starts what is deployed and says where it is, and where the owner's key is. */
export async function preview(
  { id, open, json }: { id: string; open: boolean; json: boolean },
  console: Console,
): Promise<number> {
  const { home, connections } = loadConfig();
  const workspace = findBusiness(home, id);
  const paymentsEnv = stripeEnvironment(connections)?.productEnv;
  const deployment = await new LocalHost({ paymentsEnv }).start(workspace);
  const { url, release } = deployment;
  const secrets = workspace.path(".env");
  if (json) {
    printJson(console, { ...described(workspace, deployment), owner_key_file: secrets });
  } else {
    printLine(console, `${printable(workspace.businessName)} (release ${release}) is at ${url}`);
    printLine(console, `Owner's area: ${url}/owner, with OWNER_KEY from ${secrets}`);
    printLine(console, `Stop it with: genesis stop ${workspace.businessId.slice(0, 8)}`);
  }
  if (open) openInBrowser(url, console);
  return 0;
}

/** `genesis stop`: ends the process; `preview` starts it again. */
export async function stop({ id, json }: { id: string; json: boolean }, console: Console): Promise<number> {
  const workspace = findBusiness(loadConfig().home, id);
  const deployment = await new LocalHost().stop(workspace);
  if (json) printJson(console, described(workspace, deployment));
  else printLine(console, `${printable(workspace.businessName)} is stopped.`);
  return 0;
}

/** What `--json` tells of a product. */
export function described(
  { businessId, businessName, folder }: Workspace,
  deployment: Deployment | undefined,
) {
  return {
    business_id: businessId,
    name: businessName,
    state: deployment?.state ?? "not_deployed",
    url: deployment?.url ?? null,
    release: deployment?.release ?? null,
    folder,
  };
}

/** A browser that can't be opened is no failure: the URL was printed. */
function openInBrowser(url: string, { stderr }: Console): void {
  const [command, ...args] =
    process.platform === "darwin"
      ? ["open", url]
      : process.platform === "win32"
        ? ["cmd", "/c", "start", "", url]
        : ["xdg-open", url];
  const child = spawn(command as string, args, { detached: true, stdio: "ignore" });
  child.once("error", () => stderr.write(`note: no browser could be opened; go to ${url}\n`));
  child.unref();
}
