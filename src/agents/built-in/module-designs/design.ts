import type { ModuleField, RecordKind } from "../../../templates/kit/modules/language.ts";

/** What a feature is about, as its words say, and the records that make it useful. */
export interface Design {
  readonly words: RegExp;
  /** One sentence for visitors; true of what the module does. */
  readonly summary: string;
  /** inbox: anybody sends one in, the owner deals with it; own: everybody keeps their own; open: all see what the owner adds. */
  readonly use: "inbox" | "own" | "open";
  readonly kind: DesignedKind;
  /** Records that belong to those of the first kind. */
  readonly below?: DesignedKind;
}

export type DesignedKind = Partial<Omit<RecordKind, "access">> &
  Pick<RecordKind, "id" | "singular" | "plural" | "fields" | "columns">;

type Extra = Partial<ModuleField>;
export const field = (label: string, kind: ModuleField["kind"], extra: Extra = {}): ModuleField => ({
  name: label.toLowerCase().replace(/[^a-z0-9]+/g, "_"),
  label,
  kind,
  required: false,
  choices: [],
  ...extra,
});
export const must = (label: string, kind: ModuleField["kind"], extra: Extra = {}) =>
  field(label, kind, { required: true, ...extra });
export const choice = (label: string, ...choices: string[]) => must(label, "choice", { choices });
export const NOTES = field("Notes", "prose");

type State = RecordKind["states"][number];
export const state = (label: string, tone: State["tone"] = "plain"): State => ({
  id: label.toLowerCase().replace(/[^a-z0-9]+/g, "_"),
  label,
  tone,
});
export const move = (from: string, to: string, label: string, by: "owner" | "anyone" = "anyone") => ({
  from: from.split(" "),
  to,
  label,
  by,
});

export const WORK = {
  states: [state("Open"), state("In progress"), state("Done", "good")],
  moves: [
    move("open", "in_progress", "Start"),
    move("open in_progress", "done", "Finish"),
    move("done", "open", "Open again"),
  ],
  board: true,
};
export const DECISION = {
  states: [state("Requested"), state("Approved", "good"), state("Declined", "bad")],
  moves: [
    move("requested declined", "approved", "Approve", "owner"),
    move("requested approved", "declined", "Decline", "owner"),
  ],
  board: true,
};
