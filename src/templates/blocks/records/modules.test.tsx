import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { describe, test } from "node:test";
import { readBusiness } from "../../kit/business.ts";
import { type FeatureModule, kindOf, type RecordKind } from "../../kit/index.ts";
import type { ModuleExample } from "../../kit/modules/language.ts";
import { testProduct, type Visitor } from "../../kit/testing.ts";
import { block } from "./index.ts";
import { pathOf } from "./show.ts";

const FILE = "business.json";

/** Values that fit each field, where a module brings no examples. */
function sampleOf(module: FeatureModule): ModuleExample[] {
  const done: string[] = [];
  const add = (kind: RecordKind) => {
    if (done.includes(kind.id)) return;
    for (const { of } of kind.fields) {
      const target = kindOf(module, of);
      if (target && target.id !== kind.id) add(target);
    }
    done.push(kind.id);
  };
  for (const kind of module.kinds) add(kind);
  return done.flatMap((id) => {
    const kind = kindOf(module, id);
    if (!kind) return [];
    const values = kind.fields.map(({ name, kind: type, choices, of, min = 1, max }) => {
      const least = Math.min(min, max ?? min);
      const samples = {
        ...{ text: "Example", prose: "An example.", number: least, money: least, date: "2026-06-15" },
        ...{ choice: choices[0] ?? "", yes_no: true, email: "a@example.com", url: "https://example.com" },
        link: done.indexOf(of ?? "") + 1,
      };
      return [name, samples[type]] as const;
    });
    return [{ kind: id, values: Object.fromEntries(values), expect: {} }];
  });
}

interface Stored {
  readonly id: number;
  readonly [name: string]: unknown;
}

async function recordsOf(owner: Visitor, module: FeatureModule, kind: RecordKind): Promise<Stored[]> {
  return JSON.parse((await owner.get(`${pathOf(module, kind)}/records.json`)).text).records;
}

/** Enters the examples as the owner, through the forms; returns the id that each got. */
async function enter(
  owner: Visitor,
  module: FeatureModule,
  examples: readonly ModuleExample[],
): Promise<number[]> {
  const ids: number[] = [];
  for (const { kind: id, values } of examples) {
    const kind = kindOf(module, id) as RecordKind;
    const typed = Object.entries(values).map(([name, value]) => {
      const field = kind.fields.find((one) => one.name === name);
      if (field?.kind === "link") return [name, String(ids[Number(value) - 1])];
      if (typeof value === "boolean") return [name, value ? "on" : ""];
      return [name, String(value)];
    });
    const before = new Set((await recordsOf(owner, module, kind)).map((one) => one.id));
    const answer = await owner.post(pathOf(module, kind), Object.fromEntries(typed));
    assert.equal(
      answer.status,
      200,
      `${id} ${JSON.stringify(values)}: ${/class="error"[^>]*>([^<]*)/.exec(answer.text)?.[1]}`,
    );
    const added = (await recordsOf(owner, module, kind)).find((one) => !before.has(one.id));
    assert.ok(added, `${id} was not stored`);
    ids.push(added.id);
  }
  return ids;
}

/** Moves a record along every move that is open to it, until none is left or it was everywhere. */
async function moveOn(owner: Visitor, module: FeatureModule, kind: RecordKind, id: number): Promise<void> {
  const been = new Set<string>();
  let state = kind.states[0]?.id;
  for (;;) {
    const move = kind.moves.find(({ from, to }) => from.includes(state ?? "") && !been.has(to));
    if (!move) return;
    been.add(move.to);
    await owner.post(`${pathOf(module, kind)}/${id}/move`, { to: move.to });
    state = String((await recordsOf(owner, module, kind)).find((one) => one.id === id)?.state);
    assert.equal(state, move.to, move.label);
  }
}

async function walk(module: FeatureModule): Promise<void> {
  const { owner: signIn } = testProduct([block], { modules: [module] });
  const owner = await signIn();
  const examples = module.examples.length > 0 ? module.examples : sampleOf(module);
  const ids = await enter(owner, module, examples);
  for (const [at, { kind: id, expect }] of examples.entries()) {
    const kind = kindOf(module, id) as RecordKind;
    const stored = (await recordsOf(owner, module, kind)).find((one) => one.id === ids[at]);
    for (const [name, wanted] of Object.entries(expect)) {
      const got = stored?.[name];
      const differs = `${id}.${name} of example ${at + 1} is ${got}, not ${wanted}`;
      if (typeof wanted === "number") assert.ok(Math.abs(Number(got) - wanted) < 0.005, differs);
      else assert.equal(got, wanted, differs);
    }
  }
  // What moves on may change what others come to, so all were compared before.
  for (const [at, { kind: id }] of examples.entries()) {
    const kind = kindOf(module, id) as RecordKind;
    const path = pathOf(module, kind);
    for (const page of ["", "?view=board", "?view=months", `/${ids[at]}`, `/${ids[at]}/edit`, "/new"]) {
      assert.equal((await owner.get(path + page)).status, 200, path + page);
    }
    assert.equal((await owner.get(`${path}/export.csv`)).text.trim().split("\r\n").length > 1, true);
    await moveOn(owner, module, kind, ids[at] as number);
  }
}

const modules = existsSync(FILE) ? readBusiness(FILE).modules : [];

describe("the modules of this product", { skip: modules.length === 0 && "it has none" }, () => {
  for (const module of modules) {
    test(`${module.slug}: what its examples enter is kept, worked out, moved on and exported`, () =>
      walk(module));
  }
});
