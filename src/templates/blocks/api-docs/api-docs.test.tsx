import assert from "node:assert/strict";
import { test } from "node:test";
import { publicFile, type TestProduct, testProduct } from "../../kit/testing.ts";
import { block as accounts } from "../accounts/index.ts";
import { block as keys } from "../api-keys/index.ts";
import { block as billing } from "../billing/index.ts";
import { block as gateway, operationsOf } from "../gateway/index.ts";
import { curl, exampleRequest } from "./examples.ts";
import { block } from "./index.ts";
import type { openApi } from "./openapi.ts";

const ADA = { name: "Ada", email: "ada@example.com", password: "a long enough password" };
const plans = [
  { id: "free", name: "Free", price_cents: 0, limits: { requests_per_minute: 20 } },
  { id: "pro", name: "Pro", price_cents: 1_900, limits: { requests_per_minute: 1_200 } },
];
const start = () =>
  testProduct([accounts, billing, keys, gateway, block], {
    settings: { billing: { plans }, gateway: { resource: "things", singular: "thing" } },
  });

async function newKey(running: TestProduct): Promise<string> {
  const visitor = running.visitor();
  await visitor.post("/sign-up", ADA);
  return /key_[\w-]{32}/.exec((await visitor.post("/keys", { name: "docs" })).text)?.[0] ?? "";
}

test("every example of the docs works as it stands", async () => {
  const running = start();
  const key = await newKey(running);
  let id = "";
  for (const operation of operationsOf(running.product)) {
    const { method, path, body } = exampleRequest(operation, id);
    const response = await running.visitor().request(path, {
      method,
      headers: operation.key ? { authorization: `Bearer ${key}` } : {},
      ...(body && { body }),
    });
    assert.equal(response.status, operation.status, `${method} ${path}`);
    const answer: unknown = operation.status === 204 ? undefined : await response.json();
    if (operation.answer) operation.answer.parse(answer);
    if (operation.id === "create") id = (answer as { id: string }).id;
  }
});

test("the OpenAPI description names every operation, and every reference in it leads somewhere", async () => {
  const running = start();
  const response = await running.visitor().request("/openapi.json");
  const description = (await response.json()) as ReturnType<typeof openApi> & {
    paths: Record<string, object>;
  };
  assert.equal(description.openapi, "3.1.0");
  assert.deepEqual(Object.keys(description.paths["/api/v1/things/{id}"] ?? {}), ["get", "patch", "delete"]);
  const text = JSON.stringify(description);
  const references = [...text.matchAll(/"\$ref":"#\/([^"]+)"/g)].map(([, path = ""]) => path);
  assert.ok(references.length > 10);
  for (const path of references) {
    const found = path
      .split("/")
      .reduce<unknown>((at, part) => (at as Record<string, unknown>)?.[part], description);
    assert.ok(found, path);
  }
  assert.ok(!text.includes("$defs"));
  const { schemas } = description.components as {
    schemas: Record<string, { required?: string[]; $ref?: string }>;
  };
  assert.deepEqual(schemas.Item?.required, ["id", "name", "data", "created_at", "updated_at"]);
  assert.deepEqual(schemas.NewItem?.required, ["name"]);
  for (const [name, schema] of Object.entries(schemas)) assert.equal(schema.$ref, undefined, name);
});

test("the page has the quickstart, limits of the plans, each operation and each error", async () => {
  const { text } = await start().visitor().get("/docs");
  for (const part of [
    "Store a thing",
    "/api/v1/things/{id}",
    "1,200",
    "too-many-requests",
    "curl -X POST",
    "list of Item",
  ]) {
    assert.ok(text.includes(part), part);
  }
  const anchors = [...text.matchAll(/href="#([\w-]+)"/g)].map(([, id]) => id);
  for (const id of anchors) assert.ok(text.includes(`id="${id}"`), id);
});

test("a quote in an example does not end the command early", () => {
  const [operation] = operationsOf(start().product).filter(({ id }) => id === "create");
  assert.ok(operation);
  assert.match(curl({ ...operation, example: { body: { name: "it's" } } }, "http://x"), /it'\\''s/);
});

test("the client stores, reads, pages, waits for limits and reports errors", async () => {
  const running = start();
  const key = await newKey(running);
  const { Client, ApiError } = await import(publicFile("api-docs/client.js"));
  const waits: number[] = [];
  const client = new Client({
    key,
    baseUrl: "http://localhost:3000/",
    resource: "things",
    fetch: (url: string, init: RequestInit) => running.app.request(url, init),
    wait: (ms: number) => {
      waits.push(ms);
      running.clock.now += ms;
    },
  });
  for (let at = 0; at < 25; at += 1) await client.create({ name: `n${at}` });
  const names: string[] = [];
  for await (const { name } of client.all()) names.push(name);
  assert.deepEqual([names.length, names[0], names.at(-1)], [25, "n24", "n0"]);
  assert.deepEqual(waits, [60_000]);
  const { data } = await client.list({ q: "n7" });
  assert.equal((await client.change(data[0].id, { name: "seven" })).name, "seven");
  await client.delete(data[0].id);
  await assert.rejects(
    client.get(data[0].id),
    (error) => error instanceof ApiError && /no thing/.test(String(error)),
  );
});
