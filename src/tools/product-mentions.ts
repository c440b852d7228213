import { closeSync, existsSync, openSync, readdirSync, readFileSync, readSync, statSync } from "node:fs";
import { basename, join, relative } from "node:path";
import { DatabaseSync } from "@photostructure/sqlite";

/** Files of one part of a business's folder (its project, its releases, its data, ...) in which somebody is named. */
export interface ProductMention {
  /** Relative to the home. */
  readonly folder: string;
  /** Relative to `folder`; "." when the folder itself bears the name. */
  readonly files: readonly string[];
  /** Files that could not be looked into, with the reason. */
  readonly unread: readonly { readonly file: string; readonly why: string }[];
}

/** A larger file than this is not read whole. */
const MAX_BYTES = 67_108_864;
/** What is looked after elsewhere, and packages, which are the same for every product. */
const REPORTS = "reports";
const PACKAGES = "node_modules";
/** The entry for a folder that bears the name itself. */
const OWN_NAME = ".";
const SQLITE = "SQLite format 3\0";
/** SQLite's own files beside a database: it is read through the database. */
const JOURNAL = /-(?:wal|shm|journal)$/;

/**
 * Looks for somebody in what businesses consist of: projects, releases and the data of their users. Changes nothing.
 * `isOurs` tells the texts that every product has, whose examples may bear the name of anybody.
 */
export function productMentions(
  home: string,
  names: (text: string) => boolean,
  isOurs: (text: string) => boolean = () => false,
): ProductMention[] {
  const parent = join(home, "businesses");
  if (!existsSync(parent)) return [];
  return readdirSync(parent)
    .sort()
    .flatMap((business) =>
      partsOf(join(parent, business)).map((part) => mentionsIn(home, part, { names, isOurs })),
    )
    .filter(({ files, unread }) => files.length + unread.length > 0);
}

interface Part {
  readonly folder: string;
  readonly files: readonly string[];
}

/** The folders right in a business's folder; the files right in it are a part of their own. */
function partsOf(business: string): Part[] {
  if (!statSync(business).isDirectory()) return [];
  const entries = readdirSync(business, { withFileTypes: true });
  const own = entries.filter((entry) => entry.isFile()).map(({ name }) => join(business, name));
  const folders = entries.filter((entry) => entry.isDirectory() && entry.name !== REPORTS);
  return [
    { folder: business, files: own },
    ...folders.map(({ name }) => ({ folder: join(business, name), files: filesBelow(join(business, name)) })),
  ];
}

/** Links are not followed: what they lead to is looked at where it is. */
function filesBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return entry.name === PACKAGES ? [] : filesBelow(path);
    return entry.isFile() ? [path] : [];
  });
}

interface Wanted {
  readonly names: (text: string) => boolean;
  readonly isOurs: (text: string) => boolean;
}

function mentionsIn(home: string, part: Part, wanted: Wanted): ProductMention {
  const { names } = wanted;
  const files: string[] = names(basename(part.folder)) ? [OWN_NAME] : [];
  const unread: { file: string; why: string }[] = [];
  for (const path of part.files.filter((file) => !JOURNAL.test(file))) {
    const file = relative(part.folder, path);
    try {
      if (names(file) || namedIn(path, wanted)) files.push(file);
    } catch (error) {
      unread.push({ file, why: (error as Error).message });
    }
  }
  return { folder: relative(home, part.folder), files: files.sort(), unread };
}

function namedIn(path: string, { names, isOurs }: Wanted): boolean {
  if (statSync(path).size === 0) return false;
  if (startOf(path) === SQLITE) return namedInDatabase(path, names);
  if (statSync(path).size > MAX_BYTES) throw new RangeError(`It is larger than ${MAX_BYTES} bytes.`);
  const text = readFileSync(path, "utf8");
  return names(text) && !isOurs(text);
}

function startOf(path: string): string {
  const start = Buffer.alloc(SQLITE.length);
  const descriptor = openSync(path, "r");
  try {
    readSync(descriptor, start);
  } finally {
    closeSync(descriptor);
  }
  return start.toString("latin1");
}

/** Cell by cell: in the file itself the texts of a row stand without a gap. */
function namedInDatabase(path: string, names: (text: string) => boolean): boolean {
  const database = new DatabaseSync(path, { readOnly: true });
  try {
    database.exec("PRAGMA busy_timeout = 2000");
    const tables = database.prepare("SELECT name FROM sqlite_master WHERE type = 'table'").all();
    return tables.some((table) => {
      const { name } = table as { name: string };
      for (const row of database.prepare(`SELECT * FROM "${name.replaceAll('"', '""')}"`).iterate()) {
        if (Object.values(row as object).some((cell) => typeof cell === "string" && names(cell))) return true;
      }
      return false;
    });
  } finally {
    database.close();
  }
}
