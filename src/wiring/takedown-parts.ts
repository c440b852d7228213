import { existsSync } from "node:fs";
import type { GenesisConfig } from "../config/config.ts";
import { memoryPart } from "../operations/takedown.ts";
import { GenesisError } from "../state/errors.ts";
import type { TakedownPart } from "../state/takedown.ts";
import type { MemoryArchive } from "../stores/memory/archive.ts";
import { readDeployment } from "../tools/deployment.ts";
import { LocalHost } from "../tools/local-host.ts";
import { type RemoteHost, readRemote } from "../tools/remote-host.ts";
import { cancelPayments } from "../tools/stripe/cancel.ts";
import { stripeEnvironment } from "../tools/stripe/environment.ts";
import { Workspace } from "../tools/workspace.ts";

/**
 * Where a business leaves something, in the order in which it is taken down: first what people see, then what they pay
 * for, last what is known of it. Overrides take the place of the part of their name, or go before memory.
 */
export function takedownParts(
  { home, connections }: Pick<GenesisConfig, "home" | "connections">,
  { archive, remoteHost }: { archive: MemoryArchive; remoteHost: RemoteHost | undefined },
  overrides: readonly TakedownPart[] = [],
): TakedownPart[] {
  const parts = [
    productPart(home),
    deploymentPart(home, remoteHost),
    paymentsPart(home, connections),
    memoryPart(archive),
  ];
  const named = new Map(overrides.map((part) => [part.name, part]));
  const chosen = parts.map((part) => named.get(part.name) ?? part);
  const added = overrides.filter(({ name }) => !parts.some((part) => part.name === name));
  return [...chosen.slice(0, -1), ...added, ...chosen.slice(-1)];
}

/** Whether a business has a folder in this home. */
export function isBuilt(home: string, businessId: string): boolean {
  return workspaceOf(home, businessId) !== undefined;
}

/** The product on this machine: its process and releases, and the data of its users when asked for. */
function productPart(home: string): TakedownPart {
  return {
    name: "product",
    async takeDown({ businessId, options }) {
      const deleteData = options.delete_data;
      const workspace = workspaceOf(home, businessId);
      if (!workspace || !isThere(workspace, deleteData)) {
        return { outcome: "absent", detail: "nothing of it is on this machine" };
      }
      await new LocalHost().takeDown(workspace, { deleteData });
      const data = deleteData ? "its data is deleted" : `its data is kept in ${workspace.path("data")}`;
      return { outcome: "removed", detail: `its releases are gone, ${data}` };
    },
  };
}

/** What is deployed at a remote host; without its credentials the part fails, since it can't be removed. */
function deploymentPart(home: string, host: RemoteHost | undefined): TakedownPart {
  return {
    name: "deployment",
    async takeDown({ businessId, signal }) {
      const workspace = workspaceOf(home, businessId);
      const record = workspace && readRemote(workspace);
      if (!workspace || !record || record.state === "removed") {
        return { outcome: "absent", detail: "nothing of it is deployed elsewhere" };
      }
      if (!host) throw hostNotConfigured();
      const { outcome, removed, left, error } = await host.remove(workspace, signal);
      if (outcome === "partial") {
        const { code = "REMOVAL_INCOMPLETE", hint = "Run it again." } = error ?? {};
        throw new GenesisError(code, `${left.join(", ")} could not be removed at ${host.name}.`, {
          category: "third_party",
          retryable: true,
          hint,
        });
      }
      return outcome === "absent"
        ? { outcome, detail: `${host.name} has nothing of it any more` }
        : { outcome, detail: `at ${host.name}: ${removed.join(", ")}` };
    },
  };
}

/** What the business has at Stripe's test mode. */
function paymentsPart(home: string, connections: GenesisConfig["connections"]): TakedownPart {
  return {
    name: "payments",
    async takeDown({ businessId, signal }) {
      const workspace = workspaceOf(home, businessId);
      const settings = stripeEnvironment(connections)?.settings;
      const { done, left } = workspace
        ? await cancelPayments(workspace, settings, signal)
        : { done: [], left: [] };
      const [first] = left;
      if (first) {
        throw new GenesisError(
          "PAYMENTS_LEFT",
          `${left.map(({ what }) => what).join(", ")} could not be cancelled. ${first.problem}`,
          { hint: `${first.hint} Then repeat the takedown.`, category: "third_party", retryable: true },
        );
      }
      if (done.length === 0) return { outcome: "absent", detail: "it takes no payments" };
      return { outcome: "removed", detail: `cancelled in Stripe's test mode: ${done.join(", ")}` };
    },
  };
}

function hostNotConfigured(): GenesisError {
  return new GenesisError("REMOTE_NOT_CONFIGURED", "It is deployed at a host that is not configured.", {
    hint: "Set RUN_GENESIS_FULL_E2E=true and VERCEL_TOKEN to a token of the account it was deployed with.",
  });
}

function isThere(workspace: Workspace, withData: boolean): boolean {
  const standing = readDeployment(workspace);
  const places = ["current", "releases", ...(withData ? ["data"] : [])];
  const deployed = standing !== undefined && standing.state !== "taken_down";
  return deployed || places.some((place) => existsSync(workspace.path(place)));
}

function workspaceOf(home: string, businessId: string): Workspace | undefined {
  try {
    return Workspace.find(home, businessId);
  } catch (error) {
    if (GenesisError.isInstance(error) && error.code === "WORKSPACE_MISSING") return undefined;
    throw error;
  }
}
