import type { WorkResult } from "../../state/agent.ts";
import { GenesisError } from "../../state/errors.ts";
import type { Release } from "../../tools/build-release.ts";
import { productSecrets } from "../../tools/deployment.ts";
import { productPackages, takesPayments } from "../../tools/packages.ts";
import type { RemoteDeployment, RemoteHost, RemoteRequest } from "../../tools/remote-host.ts";
import type { Payments } from "./payments.ts";
import type { Job } from "./recipes.ts";

/**
 * Hands a release to a remote host. A task keeps only the message of an error, so what to do about it is put there too.
 */
export async function remotely<T>(
  { workspace, context }: Pick<Job, "workspace" | "context">,
  { release, payments }: { readonly release: Release; readonly payments: Payments | undefined },
  body: (request: RemoteRequest) => Promise<T>,
): Promise<T> {
  try {
    return await body({
      workspace,
      release,
      secrets: {
        ...productSecrets(workspace),
        ...(takesPayments(productPackages(release.folder)) && payments?.productEnv(workspace)),
      },
      signal: context.signal,
    });
  } catch (error) {
    if (!GenesisError.isInstance(error)) throw error;
    const { code, message, hint, category, retryable } = error;
    throw new GenesisError(code, `${message} ${hint}`, { hint, category, retryable, cause: error });
  }
}

/** The result of a deploy task whose release also runs elsewhere: that is where visitors go, and here is the preview. */
export function goneLive(
  local: WorkResult,
  { receipt, project, warnings, checks }: RemoteDeployment,
  { name }: RemoteHost,
): WorkResult {
  const { deployment_url: preview_url, checks: before, warnings: told, ...rest } = local.output;
  return {
    simulated: false,
    output: {
      ...rest,
      summary: `Release ${receipt.release} is live at ${receipt.url}.`,
      deployment_url: receipt.url,
      preview_url,
      remote: { host: name, project, ...receipt },
      warnings: [...listOf(told), ...warnings],
      checks: [...listOf(before), ...checks],
    },
  };
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
