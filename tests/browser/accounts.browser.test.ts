import { expect, it } from "vitest";
import { walkThrough } from "./walk.ts";

const ADA = { name: "Ada Lovelace", email: "ada@example.com", password: "a long enough password" };

/** The model of a walk: each signature feature as a person uses it, a restart in between, pictures at both widths. */
walkThrough("accounts", { type: "saas_tool", blocks: ["accounts"] }, (walk) => {
  it("the start page says what it is and leads on", async () => {
    const page = await walk.visitor();
    await walk.picture(page, "home");
    await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Sign up" }).click();
    expect(await page.getByRole("heading", { level: 1 }).textContent()).toBe("Create your account");
    await walk.picture(page, "sign-up");
  });

  it("what is wrong with a form is said at its field", async () => {
    const page = await walk.visitor();
    await page.goto("/sign-up");
    await page.getByLabel("Your name").fill(ADA.name);
    await page.getByLabel("E-mail").fill(ADA.email);
    await page.getByLabel("Password").fill("short");
    await page.getByRole("button", { name: "Create account" }).click();
    const password = page.getByLabel("Password");
    expect(await password.getAttribute("aria-invalid")).toBe("true");
    expect(await page.getByLabel("Your name").inputValue()).toBe(ADA.name);
    await walk.picture(page, "sign-up-refused");
  });

  it("a person signs up, and is known after a restart", async () => {
    const page = await walk.visitor("phone");
    await page.goto("/sign-up");
    await page.getByLabel("Your name").fill(ADA.name);
    await page.getByLabel("E-mail").fill(ADA.email);
    await page.getByLabel("Password").fill(ADA.password);
    await page.getByRole("button", { name: "Create account" }).click();
    await page.waitForURL("**/account");
    expect(await page.getByRole("status").textContent()).toContain("Welcome, Ada Lovelace.");
    await walk.product.restart();
    await page.reload();
    expect(await page.getByRole("main").textContent()).toContain(ADA.email);
    await walk.picture(page, "account");
  });

  it("signs out, and in again", async () => {
    const page = await walk.visitor();
    await page.goto("/sign-in");
    await page.getByLabel("E-mail").fill(ADA.email);
    await page.getByLabel("Password").fill(ADA.password);
    await page.getByRole("main").getByRole("button", { name: "Sign in" }).click();
    await page.waitForURL("**/account");
    await page.getByRole("button", { name: "Sign out" }).click();
    expect(await page.getByRole("status").textContent()).toBe("You are signed out.");
    await page.goto("/account");
    expect(new URL(page.url()).pathname).toBe("/sign-in");
  });

  it("the owner sees who signed up, and the mail that went out", async () => {
    const page = await walk.owner();
    await walk.picture(page, "owner");
    await page.getByRole("link", { name: "Users" }).click();
    expect(await page.getByRole("table").textContent()).toContain(ADA.email);
    await walk.picture(page, "owner-users");
    await page.goto("/owner/outbox");
    expect(await page.getByRole("main").textContent()).toContain(`To ${ADA.email}`);
    await walk.picture(page, "owner-outbox");
  });

  it("is used with the keyboard alone", async () => {
    const page = await walk.visitor();
    await page.keyboard.press("Tab");
    expect(await page.evaluate("document.activeElement.textContent.trim()")).toBe("Skip to content");
    await page.keyboard.press("Enter");
    // A page moves to a part of itself a moment after the key.
    await expect.poll(() => new URL(page.url()).hash).toBe("#content");
  });
});
