import { fileURLToPath } from "node:url";
import { z } from "zod";
import { GenesisError } from "../state/errors.ts";
import { type PolicyRule, PolicyRuleSchema } from "../state/policy.ts";
import { dataFiles, readDataFile } from "./yaml-file.ts";

const BUILT_IN = fileURLToPath(new URL("./policies/", import.meta.url));
const FileSchema = z.array(PolicyRuleSchema).min(1);

/**
 * The rules of the built-in safety policy and those of further folders: every file is a list of rules.
 * Throws POLICY_INVALID for a file that is broken, and when two rules have the same id.
 */
export function loadPolicies({ folders = [] }: { folders?: readonly string[] } = {}): PolicyRule[] {
  const known = new Map<string, string>();
  const files = [BUILT_IN, ...folders].flatMap((folder) => dataFiles(folder, invalid));
  return files.flatMap((path) => {
    const rules = readDataFile(path, FileSchema, invalid);
    for (const { id } of rules) {
      const twin = known.get(id);
      if (twin) throw invalid(`${path} and ${twin} both have a rule "${id}".`);
      known.set(id, path);
    }
    return rules;
  });
}

function invalid(message: string, cause?: unknown): GenesisError {
  return new GenesisError("POLICY_INVALID", message, {
    hint: "Correct the file; docs/safety.md describes its fields. Nothing starts with half a policy.",
    cause,
  });
}
