/** The process in which a product is checked: `node child.ts '<job as JSON>'`. Prints its report as one line of JSON. */
import { z } from "zod";
import { CHECKS } from "./finding.ts";

const JobSchema = z.discriminatedUnion("job", [
  z.strictObject({ job: z.literal("types"), project: z.string() }),
  z.strictObject({
    job: z.literal("probe"),
    app: z.string(),
    folder: z.string(),
    checks: z.array(z.enum(CHECKS)),
  }),
]);

async function run(job: z.infer<typeof JobSchema>) {
  if (job.job === "probe") return (await import("./probe.ts")).probe(job, new Set(job.checks));
  const started = performance.now();
  const findings = await (await import("./type-check.ts")).checkTypes(job.project);
  return { findings, spent: { types: performance.now() - started } };
}

const report = await run(JobSchema.parse(JSON.parse(process.argv[2] ?? "null")));
// A product that left a timer running must not keep the process.
process.stdout.write(`${JSON.stringify(report)}\n`, () => process.exit(0));
