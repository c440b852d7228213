/** `npm run eval -- <suite> [--train F...] [--test F...] [--tools F] [--json]`: claims about quality, measured. */
import { parseArgs } from "node:util";
import { type EvalReport, type EvalSuite, EvalUsageError, type Figures, holds } from "./report.ts";

const SUITES: Readonly<Record<string, () => Promise<EvalSuite>>> = {
  memory: async () => (await import("./memory/index.ts")).run,
  "memory-ablation": async () => (await import("./memory/ablation.ts")).run,
  team: async () => (await import("./team/index.ts")).run,
  routing: async () => (await import("./routing/index.ts")).run,
  planning: async () => (await import("./planning/index.ts")).run,
  lifecycle: async () => (await import("./lifecycle/index.ts")).run,
  intents: async () => (await import("./intents/index.ts")).run,
  safety: async () => (await import("./safety/index.ts")).run,
};

const USAGE = `usage: npm run eval -- <${Object.keys(SUITES).join("|")}> [--train FILE]... [--test FILE]... [--tools FILE] [--json]`;

function parse() {
  return parseArgs({
    allowPositionals: true,
    options: {
      train: { type: "string", multiple: true, default: [] },
      test: { type: "string", multiple: true, default: [] },
      tools: { type: "string" },
      json: { type: "boolean", default: false },
    },
  });
}

function print({ metrics, baselines, details = {}, claims }: EvalReport): void {
  const rounded = (figures: Figures) =>
    Object.fromEntries(Object.entries(figures).map(([name, value]) => [name, Number(value.toFixed(4))]));
  const table = (rows: Readonly<Record<string, Figures>>) =>
    console.table(Object.fromEntries(Object.entries(rows).map(([name, row]) => [name, rounded(row)])));
  table({ genesis: metrics, ...baselines });
  if (Object.keys(details).length > 0) table(details);
  for (const claim of claims) {
    const { claim: text, value, bound, limit } = claim;
    console.log(`${holds(claim) ? "holds" : "BROKEN"}: ${text}: ${value.toFixed(3)} (${bound} ${limit})`);
  }
}

async function main(): Promise<number> {
  const { values, positionals } = parse();
  // More files may follow the option: --test a.jsonl b.jsonl.
  const [name = "", ...more] = positionals;
  const load = Object.hasOwn(SUITES, name) ? SUITES[name] : undefined;
  if (!load) throw new EvalUsageError(USAGE);
  const suite = await load();
  const report = await suite({ train: values.train, test: [...values.test, ...more], tools: values.tools });
  if (values.json) console.log(JSON.stringify(report, null, 2));
  else print(report);
  return report.claims.every(holds) ? 0 : 1;
}

try {
  process.exitCode = await main();
} catch (error) {
  const usage = error instanceof EvalUsageError || (error instanceof TypeError && "code" in error);
  if (!usage) throw error;
  console.error(error.message);
  process.exitCode = 2;
}
