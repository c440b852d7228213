/**
 * The process that is killed while it makes a real product: `node --import tsx real-victim.ts <job as JSON>`. Prints the
 * result of its run as JSON.
 */
import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import { z } from "zod";
import { createGenesis } from "../../src/index.ts";
import { localWorker } from "../../src/services.ts";
import type { TaskWorker } from "../../src/state/agent.ts";
import { openStores } from "../../src/stores/open.ts";
import { createLogger } from "../../src/telemetry/logger.ts";
import { loadArchetypes } from "../../src/templates/archetypes.ts";
import { die } from "./kill-point.ts";
import { KillingSaver } from "./killing-saver.ts";
import { PLACES, type RealPoint, RealPointSchema } from "./real-point.ts";

export const RealJobSchema = z.strictObject({
  home: z.string(),
  businessId: z.string(),
  resume: z.boolean(),
  point: RealPointSchema,
});
export type RealJob = z.infer<typeof RealJobSchema>;

/** Kills this process when a file or folder gets the name that the point says. */
function dieAtFile(point: RealPoint): void {
  if (point.at !== "file") return;
  const { path, nth } = PLACES[point.place];
  let seen = 0;
  const watched =
    <Args extends unknown[], Result>(act: (...args: Args) => Result, nameOf: (args: Args) => unknown) =>
    (...args: Args): Result => {
      const now = path.test(String(nameOf(args))) && ++seen === nth;
      if (now && point.when === "before") die();
      const result = act(...args);
      if (now) die();
      return result;
    };
  fs.renameSync = watched(fs.renameSync, ([, to]) => to);
  fs.mkdirSync = watched(fs.mkdirSync as (...args: unknown[]) => undefined, ([name]) => name);
  // Whoever has imported these by name gets the new ones.
  syncBuiltinESMExports();
}

/** The built-in agents; the process is killed before a task, or when its work is done and nobody knows. */
function dyingWorker(worker: TaskWorker, point: RealPoint): TaskWorker {
  const isNow = (task: string, when: string) =>
    point.at === "task" && point.task === task && point.when === when;
  return {
    ...worker,
    async execute(task, context) {
      if (isNow(task.task_id, "before")) die();
      const result = await worker.execute(task, context);
      if (isNow(task.task_id, "effect")) die();
      return result;
    },
  };
}

const { home, businessId, resume, point } = RealJobSchema.parse(JSON.parse(process.argv[2] ?? ""));
dieAtFile(point);
const stores = await openStores({ home });
const checkpointer = new KillingSaver(stores.checkpointer, { at: "never" }, (task) => {
  if (point.at === "task" && point.when === "result" && point.task === task) die();
});
const genesis = await createGenesis({
  log: createLogger({ level: "silent" }),
  sources: { env: { GENESIS_HOME: home, GENESIS_EXECUTION_MODE: "real", GENESIS_CONCURRENCY: "4" } },
  stores: { ...stores, checkpointer },
  workers: { builtIn: dyingWorker(localWorker({ home }, loadArchetypes()), point) },
});
const requirements = { name: "Phoenix Loop", mvp_features: ["User authentication", "Shift rota"] };
const run = resume
  ? genesis.resume(businessId)
  : genesis.createBusiness("saas_tool", requirements, { seed: 7, businessId });
process.stdout.write(JSON.stringify(await run));
await genesis.close();
await stores.close();
