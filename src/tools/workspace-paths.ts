import { GenesisError } from "../state/errors.ts";

export const WORKSPACE_LIMITS = {
  fileBytes: 1_048_576,
  files: 2_000,
  totalBytes: 67_108_864,
} as const;

const PART = /^[A-Za-z0-9._@-]+$/;
/** Names of devices on Windows, with or without an extension. */
const RESERVED = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i;
const MAX_LENGTH = 200;

/** A relative path with forward slashes that stays in its folder on every file system. Throws WORKSPACE_PATH_INVALID. */
export function checkPath(path: string): void {
  const parts = path.split("/");
  const bad = parts.find(
    (part) => !PART.test(part) || /^\.+$/.test(part) || part.endsWith(".") || RESERVED.test(part),
  );
  if (path.length <= MAX_LENGTH && bad === undefined) return;
  const shown = JSON.stringify(path.slice(0, 80));
  throw new GenesisError("WORKSPACE_PATH_INVALID", `${shown} is no path inside a project.`, {
    hint: "Use letters, digits, dots, dashes and single slashes.",
  });
}
