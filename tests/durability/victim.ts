/**
 * The process that is killed: `node --import tsx victim.ts <job as JSON>`. Prints the result of its run as JSON, with
 * the nodes that were passed.
 */
import { z } from "zod";
import { Secret } from "../../src/config/secret.ts";
import { createGenesis } from "../../src/index.ts";
import { openStores } from "../../src/stores/open.ts";
import { createLogger } from "../../src/telemetry/logger.ts";
import { die, KillPointSchema } from "./kill-point.ts";
import { KillingSaver } from "./killing-saver.ts";
import { ledgerWorker } from "./ledger.ts";

export const JobSchema = z.strictObject({
  home: z.string(),
  ledger: z.string(),
  businessId: z.string(),
  resume: z.boolean(),
  failsFirst: z.string(),
  /** The worker denies what it did before: shows that the matrix sees an effect that is done twice. */
  forgetful: z.boolean(),
  point: KillPointSchema,
});
export type Job = z.infer<typeof JobSchema>;

const job = JobSchema.parse(JSON.parse(process.argv[2] ?? ""));
const { point } = job;
const log = createLogger({ level: "silent" });
const { MONGODB_URI } = process.env;
const stores = await openStores({
  home: job.home,
  mongodbUri: MONGODB_URI ? new Secret(MONGODB_URI) : undefined,
});
const checkpointer = new KillingSaver(stores.checkpointer, point, (taskId) => {
  if (point.at === "task" && point.when === "result" && point.task === taskId) die();
});
const worker = ledgerWorker(job.ledger, job);
const genesis = await createGenesis({
  log,
  sources: {
    env: {
      GENESIS_EXECUTION_MODE: "simulated",
      GENESIS_HOME: job.home,
      GENESIS_ARCHETYPE_FOLDERS: import.meta.dirname,
      GENESIS_CONCURRENCY: "4",
    },
  },
  stores: { ...stores, checkpointer },
  flags: { a2a_integration_enabled: true, darwin_integration_enabled: true },
  workers: { a2a: worker },
  autonomous: false,
  approve: async ({ requests }) => ({
    decisions: requests.map(({ request_id }) => ({
      request_id,
      decision: "approve",
      reason: "",
      decided_by: "the matrix",
    })),
  }),
});

const run = job.resume
  ? genesis.resume(job.businessId)
  : genesis.createBusiness("kill_matrix", { name: "Phoenix" }, { seed: 7, businessId: job.businessId });
const nodes: string[] = [];
for await (const event of run) if (event.type === "node.completed") nodes.push(event.node);
process.stdout.write(JSON.stringify({ nodes, result: await run }));
await genesis.close();
await stores.close();
