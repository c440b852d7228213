import { type RecordData, Records } from "./compute.ts";
import type { Value } from "./evaluate.ts";
import type { FeatureModule, ModuleExample } from "./language.ts";
import { kindOf } from "./types.ts";

/** What the computed fields of each example come to, once all examples are there. Pure. */
export function tryExamples(
  module: FeatureModule,
  examples: readonly ModuleExample[],
  today: string,
): Record<string, Value>[] {
  const rows = examples.map(({ kind, values }, at) => ({ kind, data: recordOf(values, at + 1) }));
  const records = new Records(module, today, ({ id }) =>
    rows.filter((row) => row.kind === id).map(({ data }) => data),
  );
  return rows.map(({ kind: id, data }) => {
    const live = records.find(id, data.id);
    return Object.fromEntries(
      (kindOf(module, id)?.computed ?? []).map(({ name }) => [name, live?.value(name) ?? null]),
    );
  });
}

/** Where an example expects something else than it comes to; numbers may differ by rounding. */
export function wrongExamples(module: FeatureModule, today: string): { where: string; message: string }[] {
  const results = tryExamples(module, module.examples, today);
  return module.examples.flatMap(({ expect }, at) =>
    Object.entries(expect).flatMap(([name, wanted]) => {
      const got = results[at]?.[name] ?? null;
      const same =
        typeof got === "number" && typeof wanted === "number"
          ? Math.abs(got - wanted) < 0.005
          : got === wanted;
      return same
        ? []
        : [{ where: `examples.${at + 1}`, message: `${name} is ${String(got)}, not ${String(wanted)}` }];
    }),
  );
}

function recordOf(values: ModuleExample["values"], id: number): RecordData {
  const texts = Object.entries(values).map(([name, value]) => [name, textOf(value)] as const);
  return { id, state: "", values: Object.fromEntries(texts) };
}

/** A value as a form sends it and a record keeps it. */
export function textOf(value: string | number | boolean): string {
  return typeof value === "boolean" ? (value ? "yes" : "no") : String(value);
}
