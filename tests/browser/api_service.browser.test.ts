import { expect, it } from "vitest";
import { mainText, payWithTestCard, signIn, signUp } from "./steps.ts";
import { walkThrough } from "./walk.ts";

const ADA = { name: "Ada Lovelace", email: "ada@example.com", password: "a long enough password" };
const FREE_A_MINUTE = 30;

walkThrough("api_service", { type: "api_service" }, (walk) => {
  let key = "";
  const call = (path: string, init: RequestInit = {}) =>
    fetch(walk.product.url + path, {
      ...init,
      headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
    });

  it("a visitor makes the first call and reads the docs without an account", async () => {
    const page = await walk.visitor();
    await walk.picture(page, "home");
    // What a feature leads to is a page for people.
    await page.getByRole("link", { name: "A versioned JSON API" }).click();
    expect(await page.getByRole("heading", { level: 1 }).textContent()).toBe("Docs");
    await walk.picture(page, "docs");
    const quickstart = await page.locator("pre").first().innerText();
    const [url = ""] = /http:\/\/[^\s"]+/.exec(quickstart) ?? [];
    expect(await (await fetch(url)).json()).toMatchObject({ status: "ok" });
    const description = await (await fetch(`${walk.product.url}/openapi.json`)).json();
    expect(description).toMatchObject({ openapi: "3.1.0" });
  });

  it("a developer makes a key, which is shown once", async () => {
    const page = await walk.visitor();
    await signUp(page, ADA);
    await page.waitForURL("**/keys");
    await walk.picture(page, "keys-empty");
    await page.getByLabel("Name").fill("  ");
    await page.getByRole("button", { name: "Make key" }).click();
    expect(await page.getByLabel("Name").getAttribute("aria-invalid")).toBe("true");
    await page.getByLabel("Name").fill("Nightly import");
    await page.getByRole("button", { name: "Make key" }).click();
    key = await page.locator("pre").first().innerText();
    expect(key).toMatch(/^key_[\w-]{32}$/);
    await walk.picture(page, "new-key");
    await page.getByRole("link", { name: "I have copied it" }).click();
    expect(await mainText(page)).not.toContain(key);
    await walk.picture(page, "keys");
  });

  it("stores, finds, changes and deletes by the API, across a restart", async () => {
    const made = await call("/api/v1/items", {
      method: "POST",
      body: JSON.stringify({ name: "First", data: { colour: "green" } }),
    });
    expect(made.status).toBe(201);
    const { id } = (await made.json()) as { id: string };
    await walk.product.restart();
    expect(await (await call("/api/v1/items?q=green")).json()).toMatchObject({
      data: [{ id, name: "First" }],
    });
    const change = { method: "PATCH", body: JSON.stringify({ name: "Renamed" }) };
    expect(await (await call(`/api/v1/items/${id}`, change)).json()).toMatchObject({ name: "Renamed" });
    expect((await call(`/api/v1/items/${id}`, { method: "DELETE" })).status).toBe(204);
    expect((await call(`/api/v1/items/${id}`)).status).toBe(404);
  });

  it("says what is wrong with a request, and refuses without a key", async () => {
    const bad = await call("/api/v1/items", { method: "POST", body: "{" });
    expect([bad.status, bad.headers.get("content-type")]).toEqual([400, "application/problem+json"]);
    const invalid = await call("/api/v1/items", { method: "POST", body: JSON.stringify({ name: "" }) });
    expect(await invalid.json()).toMatchObject({ status: 422, errors: [{ field: "name" }] });
    expect((await fetch(`${walk.product.url}/api/v1/items`)).status).toBe(401);
  });

  it("a limit is announced and kept, and a plan with more lifts it", async () => {
    const answers: number[] = [];
    for (let at = 0; at <= FREE_A_MINUTE; at += 1) answers.push((await call("/api/v1/items")).status);
    expect(answers.at(-1)).toBe(429);
    const refused = await call("/api/v1/items");
    expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
    const page = await walk.visitor();
    await signIn(page, ADA);
    await page.goto("/pricing");
    await walk.picture(page, "pricing");
    await page.getByRole("button", { name: "Upgrade to Builder" }).click();
    await payWithTestCard(page);
    await page.waitForURL("**/billing**");
    expect((await call("/api/v1/items")).headers.get("ratelimit-limit")).toBe("300");
    await walk.picture(page, "billing");
  });

  it("usage is counted by key", async () => {
    const page = await walk.visitor();
    await signIn(page, ADA);
    await page.getByRole("link", { name: "Usage" }).click();
    expect(await page.getByRole("table").innerText()).toContain("Nightly import");
    await walk.picture(page, "usage");
  });

  it("a revoked key is refused", async () => {
    const page = await walk.visitor();
    await signIn(page, ADA);
    await page.goto("/keys");
    await page.getByRole("button", { name: "Revoke Nightly import" }).click();
    expect(await page.getByRole("status").textContent()).toContain("revoked");
    expect((await call("/api/v1/items")).status).toBe(401);
  });

  it("the owner sees the developers", async () => {
    const page = await walk.owner();
    await walk.picture(page, "owner");
    await page.getByRole("link", { name: "Users" }).click();
    expect(await mainText(page)).toContain(ADA.email);
  });
});
