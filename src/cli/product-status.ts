import { readDeployment } from "../tools/deployment.ts";
import { LocalHost } from "../tools/local-host.ts";
import { Workspace } from "../tools/workspace.ts";

/** What of a business runs on this machine. */
export type ProductStatus = "answers" | "stopped" | "taken down";

/** By business id; businesses that were never deployed here are left out. */
export async function productStatuses(home: string): Promise<ReadonlyMap<string, ProductStatus>> {
  const host = new LocalHost();
  const found = await Promise.all(
    Workspace.all(home).map(async (workspace): Promise<[string, ProductStatus][]> => {
      const deployment = readDeployment(workspace);
      if (!deployment) return [];
      if (deployment.state === "taken_down") return [[workspace.businessId, "taken down"]];
      const answers = await host.isServing(deployment);
      return [[workspace.businessId, answers ? "answers" : "stopped"]];
    }),
  );
  return new Map(found.flat());
}

/** What to say after a URL, where there is something to say. */
export function notice(status: ProductStatus | undefined): string {
  return status === undefined || status === "answers" ? "" : `(${status})`;
}
