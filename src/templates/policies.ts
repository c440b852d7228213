import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parse } from "yaml";
import { z } from "zod";
import { GenesisError } from "../state/errors.ts";
import { type PolicyRule, PolicyRuleSchema } from "../state/policy.ts";

const BUILT_IN = fileURLToPath(new URL("./policies/", import.meta.url));
const DATA_FILE = /\.(?:ya?ml|json)$/;
const FileSchema = z.array(PolicyRuleSchema).min(1);

/**
 * The rules of the built-in safety policy and those of further folders: every file is a list of rules.
 * Throws POLICY_INVALID for a file that is broken, and when two rules have the same id.
 */
export function loadPolicies({ folders = [] }: { folders?: readonly string[] } = {}): PolicyRule[] {
  const known = new Map<string, string>();
  return [BUILT_IN, ...folders].flatMap(dataFiles).flatMap((path) => {
    const rules = readRules(path);
    for (const { id } of rules) {
      const twin = known.get(id);
      if (twin) throw invalid(`${path} and ${twin} both have a rule "${id}".`);
      known.set(id, path);
    }
    return rules;
  });
}

function dataFiles(folder: string): string[] {
  try {
    return readdirSync(folder)
      .filter((name) => DATA_FILE.test(name))
      .sort()
      .map((name) => join(folder, name));
  } catch (cause) {
    throw invalid(`The policy folder ${folder} can't be read: ${(cause as Error).message}`, cause);
  }
}

function readRules(path: string): PolicyRule[] {
  let value: unknown;
  try {
    value = parse(readFileSync(path, "utf8"));
  } catch (cause) {
    throw invalid(`${path} can't be read: ${(cause as Error).message}`, cause);
  }
  const parsed = FileSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw invalid(`${path} is invalid:\n${z.prettifyError(parsed.error)}`);
}

function invalid(message: string, cause?: unknown): GenesisError {
  return new GenesisError("POLICY_INVALID", message, {
    hint: "Correct the file; docs/safety.md describes its fields. Nothing starts with half a policy.",
    cause,
  });
}
