// Fails when an integration suite did not run: `node scripts/check-suites.mjs <vitest JSON report>`.
// A suite that is skipped because its server is missing looks like success in the figures.
import { readdir, readFile } from "node:fs/promises";
import { relative } from "node:path";

// The conformance suite of LangGraph skips by itself, with its reason, what the MongoDB saver does not claim to do.
const NOT_CLAIMED = /@langchain\/langgraph-checkpoint-mongodb#\w+ .*\[because /;

const { testResults } = JSON.parse(await readFile(process.argv[2], "utf8"));
const ran = new Map(testResults.map(({ name, assertionResults }) => [relative(".", name), assertionResults]));
const suites = (await readdir("tests", { recursive: true }))
  .map((path) => `tests/${path.replaceAll("\\", "/")}`)
  .filter((path) => path.endsWith(".int.test.ts"));

const problems = suites.flatMap((suite) => {
  const tests = ran.get(suite) ?? [];
  if (tests.every(({ status }) => status !== "passed")) return [`${suite}: no test of it passed`];
  return tests
    .filter(({ status }) => status === "todo" || status === "pending" || status === "skipped")
    .filter(({ fullName }) => !NOT_CLAIMED.test(fullName))
    .map(({ fullName }) => `${suite}: skipped: ${fullName}`);
});
if (suites.length === 0) problems.push("tests: no *.int.test.ts found");
if (problems.length > 0) {
  console.error(`Integration suites that did not run:\n${problems.map((text) => `  ${text}`).join("\n")}`);
  process.exit(1);
}
console.log(`Integration suites ran: ${suites.join(", ")}`);
