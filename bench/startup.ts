import { spawnSync } from "node:child_process";
import type { BenchReport } from "./report.ts";
import { median, round } from "./statistics.ts";

const RUNS = 15;
const LIMIT = 3;

/** `genesis --help` against `node -e 0`, both as whole processes. Needs a build (`npm run build`). */
export async function startup(): Promise<BenchReport> {
  const measure = (args: string[]) => {
    const start = performance.now();
    const { status } = spawnSync(process.execPath, args, { stdio: "ignore" });
    if (status !== 0)
      throw new Error(`node ${args.join(" ")} exited with ${status}; run npm run build first`);
    return performance.now() - start;
  };
  const help: number[] = [];
  const empty: number[] = [];
  for (let run = 0; run < RUNS; run += 1) {
    empty.push(measure(["-e", "0"]));
    help.push(measure(["dist/cli/main.js", "--help"]));
  }
  const ratio = median(help) / median(empty);
  return {
    bench: "startup",
    rows: [
      { "genesis --help ms": round(median(help)), "node -e 0 ms": round(median(empty)), ratio: round(ratio) },
    ],
    claims: [
      { claim: `genesis --help over node -e 0, median of ${RUNS}`, ratio: round(ratio, 3), limit: LIMIT },
    ],
  };
}
