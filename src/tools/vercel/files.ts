import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { vercelError } from "./errors.ts";

/** Of Vercel (https://vercel.com/docs/limits): files of a source, and bytes of it on the smallest plan. */
export const UPLOAD_LIMITS = { files: 15_000, totalBytes: 100_000_000 } as const;
/** Up to it files travel inside the request that creates the deployment, which may have 10 MB. */
export const INLINE_BYTES = 2_097_152;

/** Neither needed there nor anybody's business. */
const LEFT_OUT =
  /^(?:node_modules|data|docs|\.git|\.vercel)(?:\/|$)|(?:^|\/)\.env(?!\.example$)[^/]*$|\.test\.tsx?$/;

export interface UploadFile {
  /** Relative, with slashes. */
  readonly path: string;
  readonly bytes: Buffer;
  /** What Vercel calls it by. */
  readonly sha1: string;
}

export interface Upload {
  readonly files: readonly UploadFile[];
  readonly totalBytes: number;
  /** SHA-256 of all paths and contents. */
  readonly digest: string;
}

/**
 * What of a project is uploaded, in the order of its paths. Links are not followed. Throws VERCEL_LIMIT, and
 * VERCEL_SECRET_IN_FILES when a file has one of `secrets` in it.
 */
export function collectUpload(
  project: string,
  secrets: readonly string[],
  limits: { readonly files: number; readonly totalBytes: number } = UPLOAD_LIMITS,
): Upload {
  const paths = pathsBelow(project, "").sort();
  if (paths.length > limits.files) {
    const message = `The project has ${paths.length} files; a deployment may have ${limits.files}.`;
    throw vercelError("VERCEL_LIMIT", "files", message);
  }
  const hash = createHash("sha256");
  const files: UploadFile[] = [];
  let totalBytes = 0;
  for (const path of paths) {
    const bytes = readFileSync(join(project, path));
    totalBytes += bytes.length;
    if (totalBytes > limits.totalBytes) {
      const message = `The project has more than ${limits.totalBytes} bytes, the most a deployment may have.`;
      throw vercelError("VERCEL_LIMIT", "files", message);
    }
    if (secrets.some((secret) => secret !== "" && bytes.includes(secret))) {
      const message = `A secret of the product stands in ${path}; nothing was uploaded.`;
      throw vercelError("VERCEL_SECRET_IN_FILES", "files", message);
    }
    const sha1 = createHash("sha1").update(bytes).digest("hex");
    hash.update(`${path}\0${sha1}\0`);
    files.push({ path, bytes, sha1 });
  }
  return { files, totalBytes, digest: hash.digest("hex") };
}

function pathsBelow(project: string, folder: string): string[] {
  return readdirSync(join(project, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = folder === "" ? entry.name : `${folder}/${entry.name}`;
    if (LEFT_OUT.test(path)) return [];
    if (entry.isDirectory()) return pathsBelow(project, path);
    return entry.isFile() ? [path] : [];
  });
}
