import type { Page } from "playwright-core";
import { expect, it } from "vitest";
import { shadedEdges } from "./scroll-cue.ts";
import { signIn, signUp } from "./steps.ts";
import { SCREENS, walkThrough } from "./walk.ts";

const ADA = { name: "Ada Lovelace", email: "ada@example.com", password: "a long enough password" };
const FEATURES = ["Equipment checkout", "Holiday requests", "Supplier list"];

/** A tool whose features are all of its own: no block gives them. */
const DEPOT = {
  name: "Depot Desk",
  description: "Depot Desk helps event caterers keep track of what they lend, who is away and who delivers.",
  target_audience: "event caterers",
  mvp_features: FEATURES,
};

const mainLinks = (page: Page) => page.getByRole("navigation", { name: "Main" }).getByRole("link");

walkThrough("own-features", { type: "saas_tool", requirements: DEPOT }, (walk) => {
  it("whoever signs up begins at the first feature, and reaches the others from there", async () => {
    const page = await walk.visitor();
    await walk.picture(page, "home");
    await signUp(page, ADA);
    expect(new URL(page.url()).pathname).toBe("/m/equipment-checkout");
    expect(await mainLinks(page).allInnerTexts()).toEqual([...FEATURES, "Projects", "Usage"]);
    await walk.picture(page, "begin");
    for (const feature of FEATURES) {
      await mainLinks(page).filter({ hasText: feature }).click();
      await page.getByRole("heading", { level: 1, name: feature }).waitFor();
      expect(await mainLinks(page).and(page.locator("[aria-current=page]")).innerText()).toBe(feature);
    }
  });

  it.each(["desktop", "phone"] as const)("the rest is under one entry, on a %s too", async (screen) => {
    const page = await walk.visitor(screen);
    await signIn(page, ADA);
    await page.getByRole("navigation", { name: "Main" }).getByText("More").click();
    expect(await mainLinks(page).allInnerTexts()).toEqual([
      ...[...FEATURES, "Projects", "Usage", "Team", "Billing", "Account"],
    ]);
    for (const link of await mainLinks(page).all()) {
      const box = await link.boundingBox();
      expect(box?.x).toBeGreaterThanOrEqual(0);
      expect((box?.x ?? 0) + (box?.width ?? 0)).toBeLessThanOrEqual(SCREENS[screen].width);
    }
    await walk.expectAccessible(page);
    await walk.view(page, `more-${screen}`);
    await mainLinks(page).filter({ hasText: "Billing" }).click();
    await page.waitForURL("**/billing");
    expect(await page.getByText("More").getAttribute("aria-current")).toBe("true");
  });

  it("a table that is wider than a phone shows that it goes on, until its end is seen", async () => {
    const page = await walk.visitor("phone");
    await signIn(page, ADA);
    for (const [item, place] of [
      ["Chafing dish", "Store room"],
      ["Folding table", "Van"],
    ] as const) {
      await page.goto("/m/equipment-checkout/new");
      await page.getByRole("textbox", { name: "Item" }).fill(item);
      await page.getByLabel("Location").fill(place);
      await page.getByLabel("Order again at").fill("2");
      await page.getByLabel("Unit cost").fill("49.90");
      await page.getByRole("button", { name: "Add item" }).click();
    }
    await page.goto("/m/equipment-checkout");
    await walk.picture(page, "items");
    const table = page.getByRole("region", { name: "Items" });
    await table.scrollIntoViewIfNeeded();
    const [width, whole] = await table.evaluate((node: Scrolled) => [node.clientWidth, node.scrollWidth]);
    expect(whole).toBeGreaterThan((width ?? 0) + 40);
    // It can be scrolled by keys, so that nothing of it is out of reach.
    expect(await table.getAttribute("tabindex")).toBe("0");
    const scrollTo = (left: number) =>
      table.evaluate((node: Scrolled, to) => node.scrollTo({ left: to, behavior: "instant" }), left);
    expect(await shadedEdges(table)).toEqual({ left: false, right: true });
    await walk.view(page, "table-begin");
    await scrollTo(60);
    expect(await shadedEdges(table)).toEqual({ left: true, right: true });
    await scrollTo(whole ?? 0);
    expect(await shadedEdges(table)).toEqual({ left: true, right: false });
    await walk.view(page, "table-end");
    await page.setViewportSize(SCREENS.desktop);
    expect(await shadedEdges(table)).toEqual({ left: false, right: false });
  });
});

interface Scrolled {
  readonly clientWidth: number;
  readonly scrollWidth: number;
  scrollTo(to: { left: number; behavior: "instant" }): void;
}
