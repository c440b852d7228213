import { GenesisError } from "../../state/errors.ts";
import { slugify } from "../../state/slug.ts";
import type { Task } from "../../state/task.ts";
import type { WorkReport } from "../../state/work-order.ts";
import type { Artefact, Workspace } from "../../tools/workspace.ts";

/** Where the documents of remote agents are kept, in the project of the business. */
export const DOCUMENTS = "docs/agents";

/** Of all remote agents together, so that they leave room for the product. */
const LIMITS = { files: 400, bytes: 16_777_216 } as const;

/** Names that no tool takes for a source, a test or a setting. */
const PLAIN = /\.(?:md|txt|csv)$/i;

export interface KeptDocuments {
  readonly artefacts: readonly Artefact[];
  /** How many there was no room for. */
  readonly dropped: number;
}

/** Keeps what an agent wrote as documents, which nothing runs: other kinds of files get a further `.txt`. */
export function keepDocuments(
  workspace: Workspace,
  { task_id }: Pick<Task, "task_id">,
  agentId: string,
  documents: WorkReport["documents"],
): KeptDocuments {
  const folder = `${DOCUMENTS}/${agentId}/${slugify(task_id)}`;
  const kept = workspace.artefacts().filter(({ path }) => path.startsWith(`${DOCUMENTS}/`));
  let files = kept.length;
  let bytes = kept.reduce((sum, artefact) => sum + artefact.bytes, 0);
  const fitting = new Map<string, string>();
  for (const { name, text } of documents) {
    const size = Buffer.byteLength(text);
    if (files >= LIMITS.files || bytes + size > LIMITS.bytes) continue;
    files += 1;
    bytes += size;
    fitting.set(`${folder}/${fileName(name)}`, text);
  }
  try {
    return {
      artefacts: fitting.size === 0 ? [] : workspace.write(fitting, task_id),
      dropped: documents.length - fitting.size,
    };
  } catch (error) {
    if (!GenesisError.isInstance(error) || error.code !== "WORKSPACE_LIMIT") throw error;
    return { artefacts: [], dropped: documents.length };
  }
}

function fileName(name: string): string {
  const safe = name.replace(/\.+$/, "").replace(/^(con|prn|aux|nul|com\d|lpt\d)(?=\.|$)/i, "$1-file");
  return PLAIN.test(safe) ? safe : `${safe}.txt`;
}
