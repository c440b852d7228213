import { errorFinding, type Finding } from "./finding.ts";

/** A test that failed, at whatever depth of suites it stands. */
const FAILED = /^( *)not ok \d+ - (.*)\n(?:\1 {2}---\n([\s\S]*?)\n\1 {2}\.\.\.)?/gm;

/** What a run of the tests says, read from its TAP output. A suite fails by its tests, which are told instead. */
export function testFindings(tap: string, exitCode: number | null): Finding[] {
  const failed = [...tap.matchAll(FAILED)].flatMap(([, depth = "", name = "", details = ""]) => {
    if (details.includes("failureType: 'subtestsFailed'")) return [];
    const own = details.replaceAll(`\n${depth}`, "\n");
    const where = locationOf(own) ?? "the project's tests";
    return [errorFinding("tests", where, `${unescapeTap(name)}: ${reasonOf(own)}`)];
  });
  if (failed.length > 0) return failed;
  const ran = Number(/^# pass (\d+)/m.exec(tap)?.[1] ?? 0);
  if (exitCode === 0 && ran > 0) return [];
  return [
    errorFinding("tests", "the project's tests", `They ended with ${exitCode} after ${ran} passed tests.`),
  ];
}

/** The file and line of the project: source maps have named them already. */
function locationOf(details: string): string | undefined {
  return /location: '.*?\/((?:src|dist)\/[^']+)'/.exec(details)?.[1];
}

function reasonOf(details: string): string {
  const block = /error: \|-\n((?:(?: {4}.*)?\n)+)/.exec(details)?.[1];
  const line = /error: ["']?(.+?)["']?$/m.exec(details)?.[1];
  return (block ?? line ?? "failed").replace(/\s+/g, " ").trim();
}

function unescapeTap(name: string): string {
  return name.replace(/\\([\\#])/g, "$1");
}
