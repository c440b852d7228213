/** `npm run bench -- <name> [--json]`: measured claims, always as ratios within one run. */
import { a2a } from "./a2a.ts";
import { checkpoint } from "./checkpoint.ts";
import { create } from "./create.ts";
import { makespan } from "./makespan.ts";
import { overhead } from "./overhead.ts";
import { plan } from "./plan.ts";
import type { BenchReport } from "./report.ts";
import { retrieval } from "./retrieval.ts";
import { routing } from "./routing.ts";
import { startup } from "./startup.ts";
import { store } from "./store.ts";
import { team } from "./team.ts";

const BENCHES: Readonly<Record<string, () => Promise<BenchReport>>> = {
  a2a,
  checkpoint,
  create,
  makespan,
  overhead,
  plan,
  retrieval,
  routing,
  startup,
  store,
  team,
};

const [name = "", ...options] = process.argv.slice(2);
const bench = BENCHES[name];
if (!bench) {
  console.error(`usage: npm run bench -- <${Object.keys(BENCHES).join("|")}> [--json]`);
  process.exit(2);
}
const warnings: Error[] = [];
process.on("warning", (warning) => warnings.push(warning));
const report = await bench();
if (options.includes("--json")) {
  console.log(JSON.stringify(report, null, 2));
} else {
  console.table(report.rows);
  for (const { claim, ratio, limit } of report.claims) {
    console.log(`${ratio <= limit ? "holds" : "BROKEN"}: ${claim}: ${ratio.toFixed(2)} (limit ${limit})`);
  }
}
// Node has printed them: a figure taken while the runtime complains is none to rely on.
if (warnings.length > 0) console.error(`BROKEN: ${warnings.length} warnings of the runtime`);
process.exitCode = warnings.length === 0 && report.claims.every(({ ratio, limit }) => ratio <= limit) ? 0 : 1;
