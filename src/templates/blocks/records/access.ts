import {
  dayOf,
  type FeatureModule,
  type Product,
  type RecordKind,
  Records,
  type Request,
} from "../../kit/index.ts";
import { listRecords, type StoredRecord } from "./store.ts";

/** Who looks at a module. */
export interface Viewer {
  readonly isOwner: boolean;
  /** 0: nobody who is signed in. */
  readonly userId: number;
}

export function viewerOf(c: Request): Viewer {
  const session = c.get("session");
  return { isOwner: session?.role === "owner", userId: session?.role === "user" ? session.userId : 0 };
}

export function mayAdd({ access }: RecordKind, { isOwner, userId }: Viewer): boolean {
  return isOwner || access.add === "everyone" || (access.add === "users" && userId > 0);
}

/** Whether somebody may see a list of a kind; of some kinds only what is their own is in it. */
export function maySeeList({ access }: RecordKind, { isOwner, userId }: Viewer): boolean {
  return isOwner || access.see === "everyone" || (access.see !== "owner" && userId > 0);
}

/** The user whose records alone somebody sees of a kind; undefined: everybody's. */
export function onlyOf({ access }: RecordKind, { isOwner, userId }: Viewer): number | undefined {
  return access.see === "own" && !isOwner ? userId : undefined;
}

export function maySee(kind: RecordKind, viewer: Viewer, record: StoredRecord): boolean {
  const only = onlyOf(kind, viewer);
  return maySeeList(kind, viewer) && (only === undefined || record.userId === only);
}

export function mayChange(
  { access }: RecordKind,
  { isOwner, userId }: Viewer,
  record: StoredRecord,
): boolean {
  if (isOwner) return true;
  if (userId === 0 || access.change === "owner") return false;
  return access.change === "users" || record.userId === userId;
}

/**
 * What the formulas of a module work with for somebody: of kinds that are people's own only theirs. Of a kind that only
 * the owner sees, sums and counts may be shown to others, such as how many places are left; the records never are.
 */
export function recordsFor(product: Product, module: FeatureModule, viewer: Viewer): Records<StoredRecord> {
  return new Records(module, dayOf(product.now()), (kind) =>
    listRecords(product, module, kind, { userId: onlyOf(kind, viewer) }),
  );
}
