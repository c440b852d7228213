// Fails when an integration or browser suite did not run:
// `node scripts/check-suites.mjs <vitest JSON report> [paths that were left out on purpose]`.
// A suite that is skipped because its server or its browser is missing looks like success in the figures.
import { readdir, readFile } from "node:fs/promises";
import { relative } from "node:path";

// The conformance suite of LangGraph skips by itself, with its reason, what the MongoDB saver does not claim to do.
const NOT_CLAIMED = /@langchain\/langgraph-checkpoint-mongodb#\w+ .*\[because /;

const [report, ...leftOut] = process.argv.slice(2);
const { testResults } = JSON.parse(await readFile(report, "utf8"));
const ran = new Map(testResults.map(({ name, assertionResults }) => [relative(".", name), assertionResults]));
const suites = (await readdir("tests", { recursive: true }))
  .map((path) => `tests/${path.replaceAll("\\", "/")}`)
  .filter((path) => /\.(?:int|browser)\.test\.ts$/.test(path));

const required = suites.filter((suite) => !leftOut.some((path) => suite.startsWith(path)));
const problems = required.flatMap((suite) => {
  const tests = ran.get(suite) ?? [];
  if (tests.every(({ status }) => status !== "passed")) return [`${suite}: no test of it passed`];
  return tests
    .filter(({ status }) => status === "todo" || status === "pending" || status === "skipped")
    .filter(({ fullName }) => !NOT_CLAIMED.test(fullName))
    .map(({ fullName }) => `${suite}: skipped: ${fullName}`);
});
for (const kind of ["int", "browser"]) {
  if (!suites.some((path) => path.endsWith(`.${kind}.test.ts`)))
    problems.push(`tests: no *.${kind}.test.ts found`);
}
if (problems.length > 0) {
  console.error(`Suites that did not run:\n${problems.map((text) => `  ${text}`).join("\n")}`);
  process.exit(1);
}
console.log(`Integration and browser suites ran: ${required.join(", ")}`);
