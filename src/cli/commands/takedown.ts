import type { Genesis } from "../../genesis.ts";
import { GenesisError, toErrorInfo } from "../../state/errors.ts";
import type { TakedownReport } from "../../state/takedown.ts";
import { readDeployment } from "../../tools/deployment.ts";
import type { Workspace } from "../../tools/workspace.ts";
import { EXIT } from "../exit-codes.ts";
import { findBusiness } from "../find-business.ts";
import { findRun } from "../find-run.ts";
import { withGenesis } from "../open-genesis.ts";
import { type Console, printError, printJson, printLine } from "../output.ts";
import type { TakedownCommand } from "../parsers/products.ts";
import { printable } from "../text.ts";
import { described } from "./products.ts";

/** `genesis takedown`: what is out there goes, the project and the record stay. Exits with 1 while something is left. */
export async function takedown(
  { id, deleteData, memory, json }: TakedownCommand,
  console: Console,
): Promise<number> {
  return withGenesis(async (genesis) => {
    const workspace = findProduct(genesis, id);
    const businessId = workspace?.businessId ?? (await findRun(genesis, id));
    const report = await genesis.takedown(businessId, { deleteData, memory });
    const { complete, parts } = report;
    if (json) {
      const product = workspace ? standing(workspace) : nothingBuilt(report);
      printJson(console, { ...product, data_deleted: deleteData, complete, parts });
    } else {
      for (const line of lines(report, workspace, deleteData)) printLine(console, line);
    }
    if (!complete) printError(console, toErrorInfo(incomplete(report)));
    return complete ? EXIT.success : EXIT.failed;
  });
}

/** undefined for a run that built nothing: memory may know of it all the same. */
function findProduct(genesis: Genesis, id: string): Workspace | undefined {
  try {
    return findBusiness(genesis.config.home, id);
  } catch (error) {
    if (GenesisError.isInstance(error) && error.code === "RUN_NOT_FOUND") return undefined;
    throw error;
  }
}

/** A record that can't be read has failed the product's part already. */
function standing(workspace: Workspace) {
  try {
    return described(workspace, readDeployment(workspace));
  } catch (error) {
    if (!GenesisError.isInstance(error) || error.code !== "DEPLOYMENT_INVALID") throw error;
    return { ...described(workspace, undefined), state: "unknown" };
  }
}

function nothingBuilt({ business_id }: TakedownReport) {
  return { business_id, name: null, state: "not_deployed", url: null, release: null, folder: null };
}

function lines(
  { business_id, complete, parts }: TakedownReport,
  workspace: Workspace | undefined,
  deleteData: boolean,
): string[] {
  const name = workspace ? printable(workspace.businessName) : business_id.slice(0, 8);
  const data = deleteData ? "Its data is deleted" : `Its data is kept in ${workspace?.path("data")}`;
  const kept = workspace ? ` ${data}; the project stays.` : "";
  return [
    complete ? `${name} is taken down.${kept}` : `${name} is taken down in part.`,
    ...parts.map(
      ({ part, outcome, detail }) => `  ${part.padEnd(10)} ${outcome.padEnd(7)}  ${printable(detail)}`,
    ),
  ];
}

function incomplete({ business_id, parts }: TakedownReport): GenesisError {
  const failed = parts.filter(({ outcome }) => outcome === "failed").map(({ part }) => part);
  return new GenesisError("TAKEDOWN_INCOMPLETE", `Something is left: ${failed.join(", ")}.`, {
    category: "third_party",
    retryable: true,
    hint: `Run it again, with the same options; only what is left is done: genesis takedown ${business_id.slice(0, 8)}`,
  });
}
