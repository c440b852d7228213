import { appendFileSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { GenesisError } from "../../state/errors.ts";
import type { GenesisState } from "../../state/genesis-state.ts";
import type { RunEvent } from "../../state/run-event.ts";
import { withoutPii } from "../../telemetry/pii.ts";
import { redactRecord } from "../../telemetry/redact.ts";
import { Workspace, writeAtomically } from "../workspace.ts";
import { reportFiles } from "./index.ts";

const EVENTS = "events.jsonl";

type Whose = Pick<GenesisState, "business_id" | "improves" | "execution_mode">;

/** Where the report of a run is kept: in the folder of its business; undefined when there is none (yet). */
export function reportFolder(
  home: string,
  { business_id, improves, execution_mode }: Whose,
): string | undefined {
  if (execution_mode !== "real") return undefined;
  try {
    return Workspace.find(home, improves ?? business_id).path("reports", business_id);
  } catch (error) {
    if (GenesisError.isInstance(error) && error.code === "WORKSPACE_MISSING") return undefined;
    throw error;
  }
}

/** Writes the report of a run into a folder, over the one that is there; the paths of its files. */
export function writeReport(folder: string, files: ReadonlyMap<string, string>): string[] {
  mkdirSync(folder, { recursive: true });
  return [...files].map(([name, content]) => {
    const file = join(folder, name);
    writeAtomically(file, content);
    return file;
  });
}

/** Writes the report of a run that ends to the folder of its business; gives the folder, if there is one. */
export function keepReport(home: string, state: GenesisState): string | undefined {
  const folder = reportFolder(home, state);
  if (folder !== undefined) writeReport(folder, reportFiles(state));
  return folder;
}

/** Keeps the events of real runs beside their reports. What can't be written costs a line in the log. */
export function eventKeeper(home: string, log: { warn(fields: object, message: string): void }) {
  return async (events: readonly RunEvent[], state: () => Promise<GenesisState>): Promise<void> => {
    // Who only asks for the result of a finished run adds nothing to what happened.
    if (!events.some(({ type }) => type === "node.started")) return;
    try {
      const finished = events.findLast((event) => event.type === "run.finished");
      const folder = finished ? finished.result.metadata.report_folder : reportFolder(home, await state());
      if (typeof folder === "string") appendEvents(folder, events);
    } catch (error) {
      log.warn({ err: error }, "the event log was not written");
    }
  };
}

/** Adds what happened in a run to its event log, a line each, without credentials and personal data. */
export function appendEvents(folder: string, events: readonly RunEvent[]): void {
  const lines = events.map((event) => {
    const { business_id, at } = event;
    return `${JSON.stringify({ ...withoutPii(redactRecord(event)), business_id, at })}\n`;
  });
  mkdirSync(folder, { recursive: true });
  appendFileSync(join(folder, EVENTS), lines.join(""));
}
