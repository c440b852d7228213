import { createHash } from "node:crypto";
import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { z } from "zod";
import { makePrivateFolder } from "../config/folder.ts";
import { GenesisError } from "../state/errors.ts";
import { slugify } from "../state/slug.ts";
import { checkPath, WORKSPACE_LIMITS } from "./workspace-paths.ts";

const ArtefactSchema = z.strictObject({
  path: z.string(),
  sha256: z.string(),
  bytes: z.int(),
  task: z.string().describe("The task that wrote it last"),
});
export type Artefact = z.infer<typeof ArtefactSchema>;

const RecordSchema = z.strictObject({
  version: z.literal(1),
  business_id: z.string(),
  name: z.string(),
  files: z.array(ArtefactSchema),
});

const RECORD = "artefacts.json";
/** The end of the name of a file that is being written. */
const TEMPORARY = `.${process.pid}.tmp`;
const LEFT_BEHIND = /\.(\d+)\.tmp$/;

export interface WorkspaceIdentity {
  /** $GENESIS_HOME */
  readonly home: string;
  readonly businessId: string;
  readonly businessName: string;
}

/**
 * The folder of one business (docs/products.md). Files are written below `project/` only, whatever their path says;
 * writing the same content again changes nothing, and a kill leaves whole files and a record that is true or behind.
 * Calls are synchronous, so that tasks of one process can't come between each other; the run's lease keeps others out.
 */
export class Workspace {
  readonly folder: string;
  readonly businessId: string;
  readonly businessName: string;

  private constructor(folder: string, businessId: string, businessName: string) {
    this.folder = folder;
    this.businessId = businessId;
    this.businessName = businessName;
  }

  /** Opens the folder, and makes it when it is not there. Throws WORKSPACE_UNWRITABLE, WORKSPACE_CONFLICT. */
  static open({ home, businessId, businessName }: WorkspaceIdentity): Workspace {
    const folder = join(home, "businesses", `${slugify(businessName)}-${shortId(businessId)}`);
    guarded(folder, () => makePrivateFolder(folder));
    const workspace = new Workspace(folder, businessId, businessName);
    const record = workspace.#record();
    if (record && record.business_id !== businessId) throw conflict(folder, record.business_id);
    if (!record) workspace.#keep([]);
    workspace.#sweep();
    return workspace;
  }

  /** The folder of a business that was built before. Throws WORKSPACE_MISSING. */
  static find(home: string, businessId: string): Workspace {
    const parent = join(home, "businesses");
    const names = existsSync(parent) ? readdirSync(parent) : [];
    for (const name of names.filter((one) => one.endsWith(`-${shortId(businessId)}`))) {
      const workspace = new Workspace(join(parent, name), businessId, "");
      const record = workspace.#record();
      if (record?.business_id !== businessId) continue;
      return new Workspace(workspace.folder, businessId, record.name);
    }
    throw new GenesisError(
      "WORKSPACE_MISSING",
      `There is no folder of business ${businessId} in ${parent}.`,
      {
        hint: "Only runs in the execution mode real leave one; create the business again.",
      },
    );
  }

  /** All that were built in this home, in the order of their folders. */
  static all(home: string): Workspace[] {
    const parent = join(home, "businesses");
    if (!existsSync(parent)) return [];
    return readdirSync(parent)
      .sort()
      .flatMap((name) => {
        const record = new Workspace(join(parent, name), "", "").#record();
        return record ? [new Workspace(join(parent, name), record.business_id, record.name)] : [];
      });
  }

  /** A path of the folder itself, for the tools that own it: releases, data, deployment. */
  path(...parts: string[]): string {
    return join(this.folder, ...parts);
  }

  get project(): string {
    return this.path("project");
  }

  /**
   * Writes files of the project, each atomically, and records them for the task. Throws WORKSPACE_PATH_INVALID,
   * WORKSPACE_LIMIT, WORKSPACE_UNWRITABLE; then nothing of the batch that was not written yet is.
   */
  write(files: ReadonlyMap<string, string | Buffer>, task: string): Artefact[] {
    const planned = [...files].map(([path, content]) => {
      const bytes = Buffer.from(content);
      return { bytes, artefact: { path, sha256: sha256Of(bytes), bytes: bytes.length, task } };
    });
    const known = new Map(this.artefacts().map((artefact) => [artefact.path, artefact]));
    for (const { artefact } of planned) known.set(artefact.path, artefact);
    checkLimits([...known.values()]);
    for (const { artefact } of planned) this.#checkPlace(artefact.path);
    for (const { artefact, bytes } of planned) this.#put(artefact, bytes);
    this.#keep([...known.values()]);
    return planned.map(({ artefact }) => artefact);
  }

  /** The text of a file of the project; undefined when it is not there. */
  read(path: string): string | undefined {
    this.#checkPlace(path);
    const file = join(this.project, path);
    return existsSync(file) ? guarded(file, () => readFileSync(file, "utf8")) : undefined;
  }

  /** Every file that was recorded, by path. */
  artefacts(): Artefact[] {
    return this.#record()?.files ?? [];
  }

  /** Recorded files that are gone or were changed by other means. */
  damaged(): Artefact[] {
    return this.artefacts().filter(({ path, sha256: expected }) => {
      const file = join(this.project, path);
      return !existsSync(file) || sha256Of(readFileSync(file)) !== expected;
    });
  }

  #put({ path, sha256: expected }: Artefact, bytes: Buffer): void {
    const file = join(this.project, path);
    guarded(file, () => {
      if (existsSync(file) && sha256Of(readFileSync(file)) === expected) return;
      mkdirSync(dirname(file), { recursive: true });
      writeAtomically(file, bytes, { by: this.path(`.file${TEMPORARY}`) });
    });
  }

  /** Removes what processes that were killed while they wrote have left. */
  #sweep(): void {
    for (const name of readdirSync(this.folder)) {
      const [, pid] = LEFT_BEHIND.exec(name) ?? [];
      if (pid !== undefined && !isAlive(Number(pid))) rmSync(this.path(name), { force: true });
    }
  }

  /** No part of the way to the file may be a link: it could lead out of the folder. */
  #checkPlace(path: string): void {
    checkPath(path);
    let place = this.project;
    for (const part of ["", ...path.split("/")]) {
      place = join(place, part);
      const entry = guarded(place, () => lstatSync(place, { throwIfNoEntry: false }));
      if (!entry) return;
      if (entry.isSymbolicLink()) {
        throw new GenesisError("WORKSPACE_PATH_INVALID", `${place} is a link, which may lead anywhere.`, {
          hint: "Remove the link; Genesis writes only to real files in the folder of the business.",
        });
      }
    }
  }

  #record(): z.infer<typeof RecordSchema> | undefined {
    const file = this.path(RECORD);
    if (!existsSync(file)) return undefined;
    try {
      return RecordSchema.parse(JSON.parse(readFileSync(file, "utf8")));
    } catch (cause) {
      throw new GenesisError("WORKSPACE_RECORD_INVALID", `${file} can't be read.`, {
        hint: "Move the folder away; the business can be built again.",
        category: "system",
        cause,
      });
    }
  }

  #keep(files: readonly Artefact[]): void {
    const sorted = [...files].sort((a, b) => (a.path < b.path ? -1 : 1));
    const record = { version: 1, business_id: this.businessId, name: this.businessName, files: sorted };
    const file = this.path(RECORD);
    guarded(file, () => writeAtomically(file, `${JSON.stringify(record, null, 2)}\n`));
  }
}

/**
 * Replaces a file in one step, so that a reader or a kill never meets half of it. `by`: the path by which it goes, which
 * a kill may leave behind; next to the file when absent.
 */
export function writeAtomically(
  file: string,
  content: string | Buffer,
  { mode = 0o644, by: fresh = `${file}${TEMPORARY}` }: { mode?: number; by?: string } = {},
): void {
  try {
    writeFileSync(fresh, content, { mode });
    renameSync(fresh, file);
  } catch (error) {
    rmSync(fresh, { force: true });
    throw error;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== "ESRCH";
  }
}

function shortId(businessId: string): string {
  return businessId.slice(0, 8);
}

/** Digest of a file's content, as artefacts.json has it. */
export function sha256Of(bytes: string | Buffer): string {
  return createHash("sha256").update(bytes).digest("hex");
}

function checkLimits(artefacts: readonly Artefact[]): void {
  const total = artefacts.reduce((sum, { bytes }) => sum + bytes, 0);
  const large = artefacts.find(({ bytes }) => bytes > WORKSPACE_LIMITS.fileBytes);
  const problem = large
    ? `${large.path} has ${large.bytes} bytes; a file may have ${WORKSPACE_LIMITS.fileBytes}.`
    : artefacts.length > WORKSPACE_LIMITS.files
      ? `The project would have ${artefacts.length} files; it may have ${WORKSPACE_LIMITS.files}.`
      : total > WORKSPACE_LIMITS.totalBytes
        ? `The project would have ${total} bytes; it may have ${WORKSPACE_LIMITS.totalBytes}.`
        : undefined;
  if (problem)
    throw new GenesisError("WORKSPACE_LIMIT", problem, { hint: "Ask for fewer or smaller files." });
}

function conflict(folder: string, other: string): GenesisError {
  return new GenesisError("WORKSPACE_CONFLICT", `${folder} belongs to business ${other}.`, {
    hint: "Create the business again, which gives it another id.",
  });
}

/** Turns what the file system says into a coded error. */
function guarded<T>(path: string, body: () => T): T {
  try {
    return body();
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    if (code === undefined) throw cause;
    throw new GenesisError("WORKSPACE_UNWRITABLE", `${path} can't be used: ${message}`, {
      hint: "Check the rights and the free space of GENESIS_HOME, then run: genesis resume --all",
      category: "system",
      cause,
    });
  }
}

/** Whether a path leads to a folder. */
export function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}
