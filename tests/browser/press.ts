import type { Locator, Page } from "playwright-core";
import type { Walk } from "./walk.ts";

/** Follows a link or sends a form, and waits until the page that answers is there. */
export async function press(target: Locator): Promise<void> {
  const answered = target.page().waitForEvent("domcontentloaded");
  await target.click();
  await answered;
}

/** Sends the form of the page with what it has, past the browser's own check, as programs do. */
export async function pressUnchecked(button: Locator): Promise<void> {
  await button.evaluate((node: { form: { noValidate: boolean } }) => {
    node.form.noValidate = true;
  });
  await press(button);
}

/** What the page says happened. */
export async function said(page: Page): Promise<string> {
  return (await page.getByRole("status").first().textContent()) ?? "";
}

export async function heading(page: Page): Promise<string> {
  return (await page.getByRole("heading", { level: 1 }).textContent()) ?? "";
}

/** The address of the newest link below `path` that was mailed to somebody, as the owner sees it in the outbox. */
export async function linkInMail(walk: Walk, to: string, path: string): Promise<string> {
  const page = await walk.owner();
  await page.goto("/owner/outbox");
  const mail = page
    .getByRole("main")
    .getByRole("listitem")
    .filter({ hasText: `To ${to}` });
  const address = await mail.locator(`a[href^="${walk.product.url}${path}"]`).first().getAttribute("href");
  await page.context().close();
  if (address === null) throw new Error(`No mail to ${to} has a link to ${path}.`);
  return address;
}
