import type { Page } from "playwright-core";
import { expect } from "vitest";

/** Somebody who uses a product. */
export interface Person {
  readonly name: string;
  readonly email: string;
  readonly password: string;
}

/** Signs up, as a person does; ends at the first page of the product. */
export async function signUp(page: Page, { name, email, password }: Person): Promise<void> {
  await page.goto("/sign-up");
  await page.getByLabel("Your name").fill(name);
  await page.getByLabel("E-mail").fill(email);
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Create account" }).click();
  expect(await page.getByRole("status").textContent()).toContain(`Welcome, ${name}.`);
}

export async function signIn(page: Page, { email, password }: Person): Promise<void> {
  await page.goto("/sign-in");
  await page.getByLabel("E-mail").fill(email);
  await page.getByLabel("Password").fill(password);
  await page.getByRole("main").getByRole("button", { name: "Sign in" }).click();
  await page.getByRole("button", { name: "Sign out" }).waitFor();
}

/** Pays at the test checkout, on which the browser is already. */
export async function payWithTestCard(page: Page, card = "4242 4242 4242 4242"): Promise<void> {
  await page.getByLabel("Name on the card").fill("Ada Lovelace");
  await page.getByLabel("Card number").fill(card);
  await page.getByRole("button", { name: /^Pay / }).click();
}

/** What the main part of the page says. */
export async function mainText(page: Page): Promise<string> {
  return (await page.getByRole("main").innerText()).replace(/\s+/g, " ");
}
