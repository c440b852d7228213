import { markdownTable } from "./document.ts";
import {
  describeRealPoint,
  killReal,
  REAL_POINTS,
  type RealOutcome,
  survivedReal,
  undisturbedProduct,
} from "./real-matrix.ts";

const INTRODUCTION = `Written by \`npm run kill-matrix -- products\`, which takes a few minutes.

A run in the execution mode real builds and launches a product. At each point below its process is killed with SIGKILL
and the run is resumed in a new process. "equal, once" means: the process died at that point; the result has the same
steps with the same outcomes as that of an undisturbed run with the same seed; every file of the project is there with
the same digest, and no other; there is exactly one release, \`current\` leads to it, exactly one process of the product
runs, it is recorded as running, and the URL of the result answers with its name.`;

/** Kills a real run at every point, one after the other; the text for the document and how many were damaged. */
export async function measureProducts(): Promise<{ text: string; survived: number; damaged: number }> {
  const expected = await undisturbedProduct();
  const outcomes: RealOutcome[] = [];
  for (const point of REAL_POINTS) {
    const outcome = await killReal(point, expected);
    outcomes.push(outcome);
    process.stderr.write(
      `products ${outcomes.length}/${REAL_POINTS.length} ${describeRealPoint(point).join(", ")}: ${verdictOn(outcome)}\n`,
    );
  }
  const survived = outcomes.filter(survivedReal).length;
  const rows = outcomes.map((outcome) => [...describeRealPoint(outcome.point), verdictOn(outcome)]);
  const table = markdownTable([["killed in", "at", "SQLite"], ...rows]);
  const sum = `${survived} of ${outcomes.length} points survived.`;
  return { text: `${INTRODUCTION}\n\n${sum}\n\n${table}`, survived, damaged: outcomes.length - survived };
}

function verdictOn(outcome: RealOutcome): string {
  if (survivedReal(outcome)) return "equal, once";
  return outcome.died ? `**differs: ${outcome.differs.join(", ")}**` : "**was not killed**";
}
