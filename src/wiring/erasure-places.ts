import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { readTree } from "../agents/built-in/project-files.ts";
import type { GenesisConfig } from "../config/config.ts";
import type { Clock } from "../state/clock.ts";
import type { ErasureOptions, ErasurePlace, LeftInPlace, Person, PlaceReport } from "../state/erasure.ts";
import { openEventOutbox } from "../stores/webhooks/outbox.ts";
import { BLOCK_SOURCES, KIT_SOURCES } from "../templates/blocks.ts";
import { OrderJournal } from "../tools/a2a/order-journal.ts";
import { type ProductMention, productMentions } from "../tools/product-mentions.ts";
import { eraseReports } from "../tools/report/erase-reports.ts";
import { EVENT_OUTBOX } from "./webhooks.ts";

type Home = Pick<GenesisConfig, "home" | "mongodbUri">;
type Erase = (person: Person, options: ErasureOptions) => PlaceReport | Promise<PlaceReport>;

/** Where something of a person may be in a home besides its database: what `genesis forget` looks into. */
export function erasurePlaces({ home, mongodbUri }: Home, clock: Clock): ErasurePlace[] {
  return [
    guarded("reports", (person, options) => inReports(home, person, options)),
    guarded("lifecycle events", (person, options) =>
      inEvents(join(home, EVENT_OUTBOX), clock, person, options),
    ),
    guarded("a2a orders", (person, options) => new OrderJournal(home).erase(person, options)),
    guarded("products", (person) => inProducts(home, person)),
    guarded("other databases", () => otherDatabases(home, mongodbUri !== undefined)),
  ];
}

/** A place that can't be looked into is told of, and keeps no other from being looked at. */
function guarded(place: string, erase: Erase): ErasurePlace {
  return {
    async erase(person, options) {
      try {
        return await erase(person, options);
      } catch (error) {
        const reason = `can't be looked into: ${(error as Error).message}`;
        const left = [{ what: place, reason, next: "Mend that, then repeat this." }];
        return { place, found: 0, erased: 0, left };
      }
    },
  };
}

function inReports(home: string, person: Person, options: ErasureOptions): PlaceReport {
  const runs = eraseReports(home, (text) => person.count(text) > 0, options);
  return { place: "reports", found: runs.length, erased: options.dryRun ? 0 : runs.length, runs, left: [] };
}

/** Also without a dashboard now: events may wait from when there was one. */
async function inEvents(
  file: string,
  clock: Clock,
  person: Person,
  { dryRun }: ErasureOptions,
): Promise<PlaceReport> {
  const place = "lifecycle events";
  if (!existsSync(file)) return { place, found: 0, erased: 0, left: [] };
  const outbox = await openEventOutbox(file, { clock, readOnly: dryRun });
  try {
    const found = outbox.rewrite((event) => person.erase(event), { dryRun });
    if (dryRun) return { place, found, erased: 0, left: [] };
    return { place, found, erased: found, left: outbox.scrub() ? [] : [UNSCRUBBED] };
  } finally {
    outbox.close();
  }
}

const UNSCRUBBED: LeftInPlace = {
  what: EVENT_OUTBOX,
  reason: "is used by another process, so what was overwritten may still be on the disk",
  next: "Repeat this when it has ended.",
};

/** Code and users' data are the product's own: nothing in them is changed behind its back. */
function inProducts(home: string, person: Person): PlaceReport {
  const mentions = productMentions(home, (text) => person.count(text) > 0, sharedSource());
  const left = mentions.flatMap((mention) => leftIn(mention));
  return { place: "products", found: left.length, erased: 0, left };
}

/** Tells what was copied from the kit and the blocks to the letter; they are read only when a file bears the name. */
function sharedSource(): (text: string) => boolean {
  let shared: Set<string> | undefined;
  return (text) => {
    shared ??= new Set(
      [KIT_SOURCES, BLOCK_SOURCES].flatMap((folder) => [...readTree(folder).values()].map(String)),
    );
    return shared.has(text);
  };
}

const MAX_NAMED = 3;
/** The end of the name of a business's folder is the beginning of its id. */
const BUSINESS = /^businesses\/[^/]*-([0-9a-f]{8})(?:\/|$)/;

function changeIt(folder: string): string {
  const [, business = "<business>"] = BUSINESS.exec(folder) ?? [];
  return `Change it there, or take the business down (genesis takedown ${business} --delete-data) and delete its folder.`;
}

function leftIn({ folder, files, unread }: ProductMention): LeftInPlace[] {
  const named = files.slice(0, MAX_NAMED).join(", ");
  const more = files.length > MAX_NAMED ? ` and ${files.length - MAX_NAMED} more` : "";
  const reason = `names them in ${named}${more}, which belong to the product`;
  return [
    ...(files.length > 0 ? [{ what: folder, reason, next: changeIt(folder) }] : []),
    ...unread.map(({ file, why }) => ({
      what: join(folder, file),
      reason: `can't be looked into: ${why}`,
      next: "Look into it yourself, or repeat this.",
    })),
  ];
}

const PUT_ASIDE = /^genesis\.db\.before-restore-[\dTZ-]+$/;

/** Databases in the home that are not the one in use. Their records may be packed: no search of the file finds them. */
function otherDatabases(home: string, usesMongo: boolean): PlaceReport {
  const names = existsSync(home) ? readdirSync(home).sort() : [];
  const left = names.flatMap((name): LeftInPlace[] => {
    if (PUT_ASIDE.test(name)) return [{ what: name, ...PUT_ASIDE_BY_RESTORE }];
    return usesMongo && name === "genesis.db" ? [{ what: name, ...BEFORE_MONGO }] : [];
  });
  return { place: "other databases", found: left.length, erased: 0, left };
}

const PUT_ASIDE_BY_RESTORE = {
  reason: "was put aside by genesis restore and may name them",
  next: "Delete it when you need it no more.",
};
const BEFORE_MONGO = {
  reason: "is not in use since MONGODB_URI is set, and may name them",
  next: "Repeat this without MONGODB_URI, or delete it.",
};
