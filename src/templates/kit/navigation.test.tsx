import assert from "node:assert/strict";
import { test } from "node:test";
import type { NavLink } from "./block.ts";
import { arranged, labelsOf } from "./navigation.ts";
import { testProduct } from "./testing.ts";

const link = (label: string, more: Partial<NavLink> = {}): NavLink => ({
  href: `/${label.toLowerCase().replaceAll(" ", "-")}`,
  label,
  ...more,
});
const numbered = (count: number) => Array.from({ length: count }, (_, at) => link(`Part ${at + 1}`));
const labels = (links: readonly NavLink[]) => links.map(({ label }) => label);

test("six links stand side by side; of more the first five do, and the rest under one entry", () => {
  assert.deepEqual(arranged(numbered(6)), { shown: numbered(6), more: [] });
  const { shown, more } = arranged(numbered(9));
  assert.deepEqual(labels(shown), ["Part 1", "Part 2", "Part 3", "Part 4", "Part 5"]);
  assert.deepEqual(labels(more), ["Part 6", "Part 7", "Part 8", "Part 9"]);
});

test("links by which visitors sign in always stand by themselves", () => {
  const entry = [
    link("Pricing", { audience: "signed-out" }),
    link("Sign in", { audience: "signed-out" }),
    link("Sign up", { audience: "signed-out", primary: true }),
  ];
  const { shown, more } = arranged([...numbered(5), ...entry]);
  assert.deepEqual(labels(shown), ["Part 1", "Part 2", "Pricing", "Sign in", "Sign up"]);
  assert.deepEqual(labels(more), ["Part 3", "Part 4", "Part 5"]);
});

test("long labels leave room for fewer, and the first one always stands", () => {
  const long = Array.from({ length: 5 }, (_, at) => link(`A label of 24 letters ${at} ..`.slice(0, 24)));
  const { shown, more } = arranged(long);
  assert.equal(shown.length, 3);
  assert.equal(more.length, 2);
  assert.deepEqual(labels(arranged([link("x".repeat(90)), link("y")]).shown), ["x".repeat(90)]);
});

test("titles become labels that are short and tell them apart", () => {
  assert.deepEqual(labelsOf(["Supplier list", "Equipment checkout with reminders for borrowers"]), [
    ...["Supplier list", "Equipment checkout"],
  ]);
  assert.deepEqual(labelsOf(["Client records for wedding planners", "Client records for bakeries"]), [
    ...["Client records for wedding planners", "Client records for bakeries"],
  ]);
  const [label = ""] = labelsOf(["Donaudampfschifffahrtsgesellschaft"]);
  assert.equal(label, "Donaudampfschifffahrtsg…");
});

test("what is under one entry is marked there, and found", async () => {
  const block = {
    id: "many",
    nav: () => numbered(8),
    routes: () => {},
  };
  const { text } = await testProduct([block]).visitor().get("/part-7/below");
  const [more = ""] = /<details class="more">[\s\S]*?<\/details>/.exec(text) ?? [];
  assert.match(more, /<summary aria-current="true">More<\/summary>/);
  assert.deepEqual(
    [...more.matchAll(/href="\/part-(\d)"( aria-current="\w+")?/g)].map(([, number, now]) => [number, now]),
    [
      ["6", undefined],
      ["7", ' aria-current="true"'],
      ["8", undefined],
    ],
  );
});
