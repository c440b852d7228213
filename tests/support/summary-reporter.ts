import type { SerializedError } from "vitest";
import type { Reporter, TestModule } from "vitest/node";

export interface Counts {
  passed: number;
  failed: number;
  skipped: number;
}

/** Counts tests; a file that can't be collected and an error outside any test are one failure each. */
export function countResults(
  modules: readonly TestModule[],
  unhandledErrors: readonly SerializedError[],
): Counts {
  const counts: Counts = { passed: 0, failed: unhandledErrors.length, skipped: 0 };
  for (const module of modules) {
    for (const test of module.children.allTests()) {
      const { state } = test.result();
      // Still pending at the end: the run was cut off, which must not look like success.
      counts[state === "pending" ? "failed" : state] += 1;
    }
    counts.failed += module.errors().length;
    for (const suite of module.children.allSuites()) counts.failed += suite.errors().length;
  }
  return counts;
}

/** The line that people and scripts read alike: `N passed, N failed`. */
export function summaryLine({ passed, failed, skipped }: Counts): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`;
}

/** Closes vitest's output with the summary line. */
export class SummaryReporter implements Reporter {
  #line: string | undefined;

  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly SerializedError[]): void {
    // The coverage table is printed after this hook; what is written at exit is the last line in any case.
    if (this.#line === undefined) process.once("exit", () => process.stdout.write(`${this.#line}\n`));
    this.#line = summaryLine(countResults(modules, unhandledErrors));
  }
}
