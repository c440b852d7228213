import { expect, it } from "vitest";
import { mainText, payWithTestCard, signIn, signUp } from "./steps.ts";
import { walkThrough } from "./walk.ts";

const ADA = { name: "Ada Lovelace", email: "ada@example.com", password: "a long enough password" };
const BOB = { name: "Bob Hart", email: "bob@example.com", password: "another long password" };

walkThrough("saas_tool", { type: "saas_tool" }, (walk) => {
  it("a visitor sees what it is and what it costs", async () => {
    const page = await walk.visitor();
    await walk.picture(page, "home");
    await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Pricing" }).click();
    expect(await page.getByRole("heading", { level: 1 }).textContent()).toBe("Pricing");
    await walk.picture(page, "pricing");
    await page.goto("/");
    await page.getByRole("link", { name: "Start free" }).first().click();
    await page.waitForURL("**/sign-up");
  });

  it("a person signs up and does the first work", async () => {
    const page = await walk.visitor();
    await signUp(page, ADA);
    await page.waitForURL("**/projects");
    await walk.picture(page, "projects-empty");
    await page.getByLabel("Name").fill("Spring invoices");
    await page.getByLabel("Note").fill("Everything that is sent before Easter.");
    await page.getByRole("button", { name: "Add project" }).click();
    await page.getByRole("heading", { level: 1, name: "Spring invoices" }).waitFor();
    for (const [what, due] of [
      ["Ask for the purchase order", "2020-01-31"],
      ["Send the invoice", "2099-03-01"],
    ] as const) {
      await page.getByLabel("What").fill(what);
      await page.getByLabel("Due").fill(due);
      await page.getByRole("button", { name: "Add task" }).click();
      await page.getByRole("cell", { name: what, exact: true }).waitFor();
    }
    await walk.picture(page, "project");
    await page.getByRole("button", { name: "Complete Ask for the purchase order" }).click();
    await page.getByRole("heading", { name: "Done (1)" }).waitFor();
    await page.goto("/projects");
    await walk.picture(page, "projects");
  });

  it("what is wrong with a project is said at its field", async () => {
    const page = await walk.visitor("phone");
    await signIn(page, ADA);
    await page.getByLabel("Name").fill("   ");
    await page.getByRole("button", { name: "Add project" }).click();
    expect(await page.getByLabel("Name").getAttribute("aria-invalid")).toBe("true");
    await walk.picture(page, "projects-refused");
  });

  it("the usage dashboard counts what was really done, also after a restart", async () => {
    const page = await walk.visitor();
    await signIn(page, ADA);
    await walk.product.restart();
    await page.getByRole("link", { name: "Usage" }).click();
    expect(await mainText(page)).toContain("This month on Free 4 of 200");
    await walk.picture(page, "usage");
    await page.getByRole("link", { name: "The whole history" }).click();
    expect(await mainText(page)).toContain("Ask for the purchase order");
    await walk.picture(page, "history");
  });

  it("upgrades: a card that is declined changes nothing, one that pays leaves a receipt", async () => {
    const page = await walk.visitor();
    await signIn(page, ADA);
    await page.goto("/billing");
    await walk.picture(page, "billing-free");
    await page.getByRole("link", { name: "Upgrade" }).click();
    await page.getByRole("button", { name: "Upgrade to Pro" }).click();
    await walk.picture(page, "checkout");
    await payWithTestCard(page, "4000 0000 0000 0002");
    expect(await page.getByLabel("Card number").getAttribute("aria-invalid")).toBe("true");
    await payWithTestCard(page);
    await page.waitForURL("**/billing**");
    await walk.product.restart();
    await page.goto("/billing");
    expect(await mainText(page)).toContain("Your plan: Pro");
    await walk.picture(page, "billing-pro");
    await page.getByRole("link", { name: "Receipt 1" }).click();
    expect(await mainText(page)).toContain("Amount $19");
    await walk.picture(page, "receipt");
    await page.goto("/billing");
    await page.getByRole("button", { name: "Cancel at the end of the month" }).click();
    expect(await mainText(page)).toContain("then you are on Free");
    await page.getByRole("button", { name: "Stay on Pro" }).click();
    expect(await mainText(page)).toContain("Renews on");
  });

  it("invites somebody, who joins and sees the same work", async () => {
    const page = await walk.visitor();
    await signIn(page, ADA);
    await page.getByRole("link", { name: "Team" }).click();
    await page.getByLabel("Their e-mail").fill(BOB.email);
    await page.getByRole("button", { name: "Send invitation" }).click();
    await page.getByRole("cell", { name: BOB.email, exact: true }).waitFor();
    await walk.picture(page, "team");
    const owner = await walk.owner();
    await owner.goto("/owner/outbox");
    const link = /\/team\/join\/[\w-]+/.exec(await owner.getByRole("main").innerText())?.[0];
    const guest = await walk.visitor();
    await guest.goto(link ?? "/no-invitation");
    await walk.picture(guest, "invitation");
    await signUp(guest, BOB);
    await guest.goto(link ?? "/no-invitation");
    await guest.getByRole("button", { name: "Join" }).click();
    await guest.goto("/projects");
    expect(await mainText(guest)).toContain("Spring invoices");
  });

  it("signs out; what was theirs asks to sign in", async () => {
    const page = await walk.visitor();
    await signIn(page, ADA);
    await page.goto("/account");
    await walk.picture(page, "account");
    await page.getByRole("button", { name: "Sign out" }).click();
    await page.goto("/projects");
    expect(new URL(page.url()).pathname).toBe("/sign-in");
    await walk.picture(page, "sign-in");
  });

  it("the owner sees users and subscriptions", async () => {
    const page = await walk.owner();
    await walk.picture(page, "owner");
    await page.getByRole("link", { name: "Subscriptions" }).click();
    expect(await mainText(page)).toContain(ADA.email);
    await walk.picture(page, "owner-subscriptions");
  });
});
