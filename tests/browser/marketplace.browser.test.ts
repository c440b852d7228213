import type { Page } from "playwright-core";
import { expect, it } from "vitest";
import { walkThrough } from "./walk.ts";

const PASSWORD = "a long enough password";

async function signUp(page: Page, name: string): Promise<void> {
  await page.goto("/sign-up");
  await page.getByLabel("Your name").fill(name);
  await page.getByLabel("E-mail").fill(`${name.toLowerCase()}@example.com`);
  await page.getByLabel("Password").fill(PASSWORD);
  await page.getByRole("button", { name: "Create account" }).click();
  await page.waitForURL("**/requests");
}

/** Onboarding, listings, matchmaking, and a deal whose payment is split, from both sides. */
walkThrough("marketplace", { type: "marketplace" }, (walk) => {
  let seller: Page;
  let buyer: Page;

  it("says what it is, and that nothing is offered yet", async () => {
    const page = await walk.visitor();
    await walk.picture(page, "home");
    await page.getByRole("link", { name: "Browse what is offered" }).click();
    expect(await page.getByRole("main").textContent()).toContain("Nothing is offered yet.");
    await walk.picture(page, "listings-empty");
    await page.goto("/sell");
    await walk.picture(page, "sell-welcome");
    await page.goto("/requests");
    await walk.picture(page, "requests-welcome");
  });

  it("a person becomes a seller", async () => {
    seller = await walk.visitor("phone");
    await signUp(seller, "Clara");
    await seller.goto("/sell");
    await walk.picture(seller, "sell-profile");
    await seller.getByLabel("Name that buyers see").fill("Clara's strings");
    await seller.getByLabel("What you offer").fill("Violin lessons for beginners");
    await seller.getByLabel("About you").fill("I have taught for ten years, at schools and at home.");
    await seller.getByLabel("Place").fill("Graz");
    await seller.getByLabel("How we pay you").fill("Bank transfer at the end of the month");
    await seller.getByRole("button", { name: "Become a seller" }).click();
    expect(await seller.getByRole("status").textContent()).toBe("Your profile is saved.");
    await walk.picture(seller, "sell-desk");
  });

  it("and publishes listings; one that is free is refused", async () => {
    await seller.getByRole("link", { name: "New listing" }).click();
    await seller.getByLabel("Title").fill("Violin lesson, one hour");
    await seller.getByLabel("Category").selectOption("Lessons");
    await seller.getByLabel("Price in USD").fill("0");
    await seller.getByLabel("Description").fill("For children and adults. Violins of all sizes are here.");
    await seller.getByRole("button", { name: "Publish" }).click();
    expect(await seller.getByLabel("Price in USD").getAttribute("aria-invalid")).toBe("true");
    await walk.picture(seller, "listing-refused");
    await seller.getByLabel("Price in USD").fill("50");
    await seller.getByRole("button", { name: "Publish" }).click();
    expect(await seller.getByRole("status").textContent()).toBe("It is published.");
    await seller.getByRole("link", { name: "New listing" }).click();
    await seller.getByLabel("Title").fill("Bow rehairing");
    await seller.getByLabel("Category").selectOption("Making and repair");
    await seller.getByLabel("Price in USD").fill("85");
    await seller.getByLabel("Description").fill("Ready within a week.");
    await seller.getByRole("button", { name: "Publish" }).click();
    await walk.picture(seller, "own-listings");
  });

  it("a buyer says what they look for, and gets what fits with the reasons", async () => {
    buyer = await walk.visitor("phone");
    await signUp(buyer, "Robert");
    await walk.picture(buyer, "requests");
    await buyer.getByLabel("What do you look for?").fill("violin lessons for my daughter");
    await buyer.getByLabel("Budget in USD").fill("lots");
    await buyer.getByRole("button", { name: "Find matches" }).click();
    expect(await buyer.getByLabel("Budget in USD").getAttribute("aria-invalid")).toBe("true");
    await buyer.getByLabel("Budget in USD").fill("60");
    await buyer.getByLabel("Place").fill("Graz");
    await buyer.getByLabel("Write to me when something new fits").check();
    await buyer.getByRole("button", { name: "Find matches" }).click();
    await buyer.waitForURL("**/requests/1");
    const first = buyer.getByRole("main").getByRole("listitem").first();
    expect(await first.textContent()).toContain("Violin lesson, one hour");
    expect(await first.textContent()).toContain("Why:");
    await walk.picture(buyer, "matches");
    await buyer.goto("/requests");
    await walk.picture(buyer, "requests-list");
  });

  it("orders it, sees the split before paying, and pays", async () => {
    await buyer.goto("/listings");
    await walk.picture(buyer, "listings");
    await buyer.getByRole("link", { name: "Violin lesson, one hour" }).click();
    const sums = await buyer.getByRole("main").textContent();
    expect(sums).toContain("To the seller$46");
    expect(sums).toContain("Commission$4");
    await walk.picture(buyer, "listing");
    await buyer.getByLabel("Note for the seller").fill("Saturday morning?");
    await buyer.getByRole("button", { name: "Order for $50" }).click();
    await buyer.getByLabel("Name on the card").fill("Robert");
    await buyer.getByLabel("Card number").fill("4242 4242 4242 4242");
    await buyer.getByRole("button", { name: "Pay $50" }).click();
    await buyer.waitForURL("**/deals/1");
    await buyer.getByLabel("Your message").fill("She is seven and has no violin yet.");
    await buyer.getByRole("button", { name: "Send" }).click();
    await walk.picture(buyer, "deal-paid");
  });

  it("the seller answers, accepts and delivers; a restart changes nothing", async () => {
    await walk.product.restart();
    await seller.goto("/deals");
    await seller.getByRole("link", { name: "Violin lesson, one hour" }).click();
    expect(await seller.getByRole("main").textContent()).toContain("She is seven and has no violin yet.");
    await seller.getByLabel("Your message").fill("Saturday at ten. I have one in her size.");
    await seller.getByRole("button", { name: "Send" }).click();
    await seller.getByRole("button", { name: "Accept" }).click();
    await walk.picture(seller, "deal-accepted");
    await seller.goto("/sell/balance");
    expect(await seller.getByRole("main").textContent()).toContain("Held until deals are done$46");
    await seller.goto("/deals/1");
    await seller.getByRole("button", { name: "Mark as delivered" }).click();
  });

  it("the buyer confirms and reviews, and others read it", async () => {
    await buyer.goto("/deals");
    await walk.picture(buyer, "deals");
    await buyer.getByRole("link", { name: "Violin lesson, one hour" }).click();
    await buyer.getByText("Something is wrong").click();
    await walk.picture(buyer, "deal-delivered");
    await buyer.getByRole("button", { name: "Confirm that it is done" }).click();
    await buyer.getByLabel("Stars").selectOption("5");
    await buyer.getByLabel("Your review").fill("Patient and cheerful. She wants to go again.");
    await walk.picture(buyer, "deal-review");
    await buyer.getByRole("button", { name: "Publish the review" }).click();
    const page = await walk.visitor();
    await page.goto("/sellers/1");
    expect(await page.getByRole("main").textContent()).toContain("5.0 of 5 from 1 buyer");
    await walk.picture(page, "seller");
    await page.goto("/");
    await walk.picture(page, "home-with-listings");
  });

  it("the seller's share and the commission are told apart, and the owner notes the payout", async () => {
    const owner = await walk.owner();
    await walk.picture(owner, "owner");
    await owner.goto("/owner/deals");
    expect(await owner.getByRole("main").textContent()).toContain("Commission earned$4");
    await walk.picture(owner, "owner-deals");
    await owner.getByLabel("Amount").fill("46");
    await owner.getByLabel("Note").fill("Transfer 17");
    await owner.getByRole("button", { name: "Note it" }).click();
    await owner.goto("/owner/sellers");
    await walk.picture(owner, "owner-sellers");
    await owner.goto("/owner/listings");
    await walk.picture(owner, "owner-listings");
    await owner.goto("/owner/requests");
    await walk.picture(owner, "owner-requests");
    await walk.product.restart();
    await seller.goto("/sell/balance");
    expect(await seller.getByRole("table").textContent()).toContain("Transfer 17");
    await walk.picture(seller, "balance");
  });
});
