import {
  type FeatureModule,
  formatDate,
  formatMoney,
  kindOf,
  type LiveRecord,
  type RecordKind,
  type Records,
  type Value,
} from "../../kit/index.ts";
import type { StoredRecord } from "./store.ts";

export type Live = LiveRecord<StoredRecord>;

/** A value for people. */
export function shown(kind: string, value: Value): string {
  if (value === null || value === "") return "–";
  if (typeof value === "boolean") return value ? "Yes" : "No";
  if (typeof value === "number") {
    if (kind === "money") return formatMoney(Math.round(value * 100));
    return value.toLocaleString("en-US", { maximumFractionDigits: 2 });
  }
  if (kind === "date") {
    const time = Date.parse(`${value}T00:00:00Z`);
    return Number.isNaN(time) ? value : formatDate(time);
  }
  return value;
}

/** The columns, labels and kinds of everything a record of a kind shows. */
export function partsOf(kind: RecordKind) {
  return [...kind.fields, ...kind.computed];
}

export function partOf(kind: RecordKind, name: string) {
  if (name === "state") return { name, label: "State", kind: "state" } as const;
  return partsOf(kind).find((part) => part.name === name);
}

/** One value of a record for people; what does not fit its kind is shown as it was entered. */
export function textFor(module: FeatureModule, kind: RecordKind, record: Live, name: string): string {
  const part = partOf(kind, name);
  if (!part) return record.data.values[name] ?? "–";
  if (part.kind === "state") return kind.states.find(({ id }) => id === record.value("state"))?.label ?? "–";
  if (part.kind === "link") {
    const target = kindOf(module, "of" in part ? part.of : undefined);
    const linked = record.linked(name) as Live | undefined;
    return target && linked ? titleOf(module, target, linked) : "–";
  }
  const value = record.value(name);
  const raw = record.data.values[name];
  return value === null && raw ? raw : shown(part.kind, value);
}

/** What a record is called: its first column. */
export function titleOf(module: FeatureModule, kind: RecordKind, record: Live): string {
  const title = kind.columns[0] ? textFor(module, kind, record, kind.columns[0]) : "";
  return title === "" || title === "–" ? `${kind.singular} ${record.data.id}` : title;
}

/** What earlier versions of a module asked for and a record still holds. */
export function earlierValues(kind: RecordKind, { data }: Live): [label: string, value: string][] {
  const asked = new Set(kind.fields.map(({ name }) => name));
  return Object.entries(data.values)
    .filter(([name, value]) => !asked.has(name) && value !== "")
    .map(([name, value]) => [name.charAt(0).toUpperCase() + name.slice(1).replaceAll("_", " "), value]);
}

/** Fills {name} in; values are cut and stay on one line. */
export function filled(template: string, module: FeatureModule, kind: RecordKind, record: Live): string {
  return template.replace(/\{([^}]*)\}/g, (_match, name: string) =>
    textFor(module, kind, record, name).replace(/\s+/g, " ").slice(0, 200),
  );
}

/** Where a kind of a module is; the first one has the module's own address. */
export function pathOf({ slug, kinds }: FeatureModule, kind: RecordKind): string {
  return kinds[0]?.id === kind.id ? `/m/${slug}` : `/m/${slug}/${kind.id}`;
}

/** The kinds whose records belong to those of a kind, with the field that says so. */
export function kindsBelow(module: FeatureModule, kind: RecordKind) {
  return module.kinds.flatMap((other) => {
    const link = other.fields.find((field) => field.kind === "link" && field.of === kind.id);
    return link ? [{ kind: other, link }] : [];
  });
}

export type ModuleRecords = Records<StoredRecord>;

/** As much of a text as a list has room for. */
export function short(text: string): string {
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}
