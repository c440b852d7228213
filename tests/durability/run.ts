/**
 * `npm run kill-matrix [-- effects|products]`: kills runs at every point, those with effects on every backend there is and
 * those that make real products, and writes docs/durability.md, or the part of it that is named.
 */
import { join } from "node:path";
import { backends } from "./backends.ts";
import { markdownTable, PARTS, writePart } from "./document.ts";
import {
  allPoints,
  type Backend,
  describePoint,
  type KillOutcome,
  killAtEach,
  type Reference,
  reference,
  survived,
} from "./matrix.ts";
import { measureProducts } from "./measure-products.ts";

const TASKS = ["write-user-stories", "build-feature-1", "open-account", "deploy-product", "publish-help"];
const DOCUMENT = join(import.meta.dirname, "../../docs/durability.md");

interface Measured {
  readonly backend: Backend;
  readonly expected: Reference;
  readonly outcomes: readonly KillOutcome[];
}

async function measure(backend: Backend): Promise<Measured> {
  const expected = await reference(backend);
  const points = allPoints(expected, TASKS);
  let done = 0;
  const onDone = (outcome: KillOutcome) => {
    const place = describePoint(outcome.point, expected).join(", ");
    const verdict = survived(outcome) ? "ok" : `DAMAGED ${JSON.stringify(outcome)}`;
    process.stderr.write(`${backend.name} ${++done}/${points.length} ${place}: ${verdict}\n`);
  };
  return { backend, expected, outcomes: await killAtEach(backend, points, { expected, onDone }) };
}

/** One row a point: what each backend made of it. */
function table(all: readonly Measured[]): string {
  const [first] = all;
  if (!first) return "";
  const head = ["killed in", "at", ...all.map(({ backend }) => backend.name), "writes repeated"];
  const rows = first.outcomes.map((outcome, at) => [
    ...describePoint(outcome.point, first.expected),
    ...all.map(({ outcomes }) => (outcomes[at] && survived(outcomes[at]) ? "equal, once" : "**damaged**")),
    all.map(({ outcomes }) => String(outcomes[at]?.repeatedWrites ?? "-")).join(" / "),
  ]);
  return markdownTable([head, ...rows]);
}

function documentOf(all: readonly Measured[]): string {
  const sums = all.map(({ backend, outcomes }) => {
    const fine = outcomes.filter(survived).length;
    return `${backend.name}: ${fine} of ${outcomes.length} points survived.`;
  });
  return `${INTRODUCTION}\n\n${sums.join(" ")}\n\n${table(all)}\n`;
}

const INTRODUCTION = `# Durability

Written by \`npm run kill-matrix\`; do not edit. With \`MONGODB_URI\` set it covers MongoDB too.

A supervised run with an evolution round passes all nodes. At each point below a process running it is killed with
SIGKILL and the run is resumed in a new process. "equal, once" means: the process died at that point, the result
equals that of an undisturbed run with the same seed (times aside), and an external ledger holds every money and deploy
effect exactly once. Tasks that only write may be repeated when they were in flight (writing the same file again);
the last column counts those.`;

async function measureEffects(): Promise<{ text: string; survived: number; damaged: number }> {
  const all: Measured[] = [];
  for (const backend of backends()) all.push(await measure(backend));
  const outcomes = all.flatMap((one) => one.outcomes);
  const survivors = outcomes.filter(survived).length;
  return { text: documentOf(all), survived: survivors, damaged: outcomes.length - survivors };
}

const MEASURES = { effects: measureEffects, products: measureProducts };

const wanted = process.argv.slice(2);
const parts = PARTS.filter((part) => wanted.length === 0 || wanted.includes(part));
if (parts.length < Math.max(1, wanted.length)) {
  console.error(`usage: npm run kill-matrix [-- ${PARTS.join("|")}]`);
  process.exit(2);
}
let failures = 0;
for (const part of parts) {
  const { text, survived: fine, damaged } = await MEASURES[part]();
  writePart(DOCUMENT, part, text);
  console.log(`${part}: ${fine} survived, ${damaged} damaged`);
  failures += damaged;
}
process.exitCode = failures === 0 ? 0 : 1;
