import { readdir, readFile, stat } from "node:fs/promises";
import { basename, join, relative } from "node:path";
import { findSecrets } from "../../telemetry/redact.ts";
import { errorFinding, type Finding } from "./finding.ts";

const NOT_READ = new Set(["node_modules", ".git"]);
const MAX_BYTES = 1_048_576;
/** Files that hold secrets by their nature. `.env.example` has names only. */
const SECRET_FILES = /^(?:\.env(?:\..+)?|id_(?:rsa|ed25519|ecdsa)|.+\.(?:pem|key|p12|pfx))$/;
/** A long value with letters and digits, given to something that is called a secret. */
const LITERAL =
  /(?:api[-_]?key|token|secret|passw(?:or)?d)\w*["']?\s*[=:]\s*["'`]?(?=[\w+/=-]*\d)(?=[\w+/=-]*[a-z])([\w+/=-]{20,})/i;
/** Hosts that don't exist, or this machine: passwords for them are examples. */
const EXAMPLE_HOST = /@(?:[\w-]+\.)*(?:example(?:\.\w+)?|test|localhost)\b/;
/** Shorter values, such as "true" or a port, stand in files by chance. */
const SHORTEST_VALUE = 8;

export interface SecretsOptions {
  /** Values that must not be in any file: keys of this business and of the environment. */
  readonly values?: readonly string[];
}

/** Credentials in the files of a project. What is found is not repeated in the finding. */
export async function checkSecrets(
  project: string,
  { values = [] }: SecretsOptions = {},
): Promise<Finding[]> {
  const known = values.filter((value) => value.length >= SHORTEST_VALUE);
  const findings: Finding[] = [];
  for (const path of await filesOf(project)) {
    const name = relative(project, path);
    if (SECRET_FILES.test(basename(path)) && basename(path) !== ".env.example") {
      findings.push(
        errorFinding("secrets", name, "A file of this kind holds secrets and does not belong here."),
      );
    }
    if ((await stat(path)).size > MAX_BYTES) continue;
    const lines = (await readFile(path, "utf8")).split("\n");
    for (const [at, line] of lines.entries()) {
      const what = secretIn(line, known);
      if (what) findings.push(errorFinding("secrets", `${name}:${at + 1}`, what));
    }
  }
  return findings;
}

function secretIn(line: string, values: readonly string[]): string | undefined {
  if (values.some((value) => line.includes(value)))
    return "The value of a secret of this business or of the environment.";
  const found = findSecrets(line).filter((one) => !(one.endsWith("@") && EXAMPLE_HOST.test(line)));
  if (found.length > 0) return "Looks like a credential.";
  return LITERAL.test(line) ? "A secret is written into the file." : undefined;
}

async function filesOf(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const found = await Promise.all(
    entries
      .filter(({ name }) => !NOT_READ.has(name))
      .map(async (entry) => {
        const path = join(folder, entry.name);
        if (entry.isDirectory()) return filesOf(path);
        return entry.isFile() ? [path] : [];
      }),
  );
  return found.flat().sort();
}
