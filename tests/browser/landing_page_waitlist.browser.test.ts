import { expect, it } from "vitest";
import { heading, linkInMail, press, pressUnchecked, said } from "./press.ts";
import { type Walk, walkThrough } from "./walk.ts";

const ADA = "ada@example.com";
const GRACE = "grace@example.com";
const REQUIREMENTS = {
  name: "Larklist",
  target_audience: "busy nurses",
  description:
    "Larklist is a sign-up page that helps busy nurses plan a week around unpredictable hours. Everybody sees their place in line and how to move up.",
  mvp_features: [
    "Hero copy",
    "CTA with waitlist",
    "Privacy-friendly analytics",
    "Referral position",
    "Frequently asked questions",
    "Confirmation e-mail",
  ],
};

/** The path of somebody's own page, kept from step to step as they would keep it. */
const placeOf = new Map<string, string>();

async function confirm(walk: Walk, email: string): Promise<void> {
  const page = await walk.visitor("phone");
  await page.goto(await linkInMail(walk, email, "/waitlist/confirm/"));
  await press(page.getByRole("button", { name: "Take my place in the line" }));
  placeOf.set(email, new URL(page.url()).pathname);
}

walkThrough(
  "landing_page_waitlist",
  { type: "landing_page_waitlist", requirements: REQUIREMENTS },
  (walk) => {
    it("the page says what it is, for whom, and how to join", async () => {
      const page = await walk.visitor();
      expect(await heading(page)).not.toBe("");
      expect(await page.getByRole("main").textContent()).toContain("busy nurses");
      expect(await page.getByRole("button", { name: "Join the waitlist" }).isVisible()).toBe(true);
      await walk.picture(page, "home");
      await page.getByText("Which devices does it work on?").click();
      expect(await page.getByText("There is nothing to install.").isVisible()).toBe(true);
      await page.goto("/help");
      await walk.picture(page, "help");
    });

    it("a visitor joins: what is wrong is said, then a message is on its way", async () => {
      const page = await walk.visitor("phone");
      await page.goto("/?utm_source=letter");
      await page.getByLabel("E-mail").fill("ada@");
      await pressUnchecked(page.getByRole("button", { name: "Join the waitlist" }));
      expect(await page.getByLabel("E-mail").getAttribute("aria-invalid")).toBe("true");
      await walk.picture(page, "refused");
      await page.getByLabel("E-mail").fill(ADA);
      await press(page.getByRole("button", { name: "Join the waitlist" }));
      expect(await heading(page)).toBe("Almost there: look into your mail");
      await walk.picture(page, "check-your-mail");
      await page.goto(await linkInMail(walk, ADA, "/waitlist/confirm/"));
      await walk.picture(page, "confirm");
    });

    it("confirms, and has a place that outlives a restart", async () => {
      await confirm(walk, ADA);
      await walk.product.restart();
      const page = await walk.visitor("phone");
      await page.goto(placeOf.get(ADA) ?? "");
      expect(await heading(page)).toBe("You are number 1 in line");
      await walk.picture(page, "place");
    });

    it("whoever comes through another's link moves them up", async () => {
      const early = await walk.visitor();
      for (const email of ["first@example.com", GRACE]) {
        await early.goto("/");
        await early.getByLabel("E-mail").fill(email);
        await press(early.getByRole("button", { name: "Join the waitlist" }));
        await confirm(walk, email);
      }
      await early.goto(placeOf.get(GRACE) ?? "");
      expect(await heading(early)).toBe("You are number 3 in line");
      const link = await early.getByLabel("Your link").inputValue();
      const friend = await walk.visitor("phone");
      await friend.goto(link);
      expect(await friend.getByRole("main").textContent()).toContain(
        "Somebody who waits already invited you.",
      );
      await walk.picture(friend, "invited-by");
      await friend.getByLabel("E-mail").fill("friend@example.com");
      await press(friend.getByRole("button", { name: "Join the waitlist" }));
      await confirm(walk, "friend@example.com");
      await early.reload();
      expect(await heading(early)).toBe("You are number 1 in line");
      await walk.picture(early, "moved-up");
    });

    it("the owner sees the line, and invites from its front", async () => {
      const page = await walk.owner();
      await page.goto("/owner/waitlist");
      expect(await page.getByRole("row").nth(1).textContent()).toContain(GRACE);
      await walk.picture(page, "owner-line");
      await page.getByLabel("How many").fill("0");
      await pressUnchecked(page.getByRole("button", { name: "Invite" }));
      expect(await page.getByLabel("How many").getAttribute("aria-invalid")).toBe("true");
      await page.getByLabel("How many").fill("1");
      await press(page.getByRole("button", { name: "Invite" }));
      expect(await said(page)).toBe("One person is invited.");
      await walk.picture(page, "owner-invited");
      const grace = await walk.visitor();
      await grace.goto(placeOf.get(GRACE) ?? "");
      expect(await heading(grace)).toBe("You are invited");
      await walk.picture(grace, "invited");
    });

    it("the owner sees who came from where, without cookies", async () => {
      await walk.product.restart();
      const page = await walk.owner();
      await page.goto("/owner/analytics");
      const text = (await page.getByRole("main").textContent()) ?? "";
      expect(text).toContain("letter");
      expect(text).toContain("joined the waitlist");
      await walk.picture(page, "owner-analytics");
      const visitor = await walk.visitor();
      expect(await visitor.context().cookies()).toEqual([]);
    });

    it("whoever leaves is forgotten", async () => {
      const page = await walk.visitor();
      await page.goto(placeOf.get(ADA) ?? "");
      await press(page.getByRole("link", { name: "Leave the list" }));
      await walk.picture(page, "leave");
      await press(page.getByRole("button", { name: "Leave and be forgotten" }));
      expect(await said(page)).toBe("You are off the list, and your address is erased.");
      const owner = await walk.owner();
      await owner.goto("/owner/waitlist");
      expect(await owner.getByRole("main").textContent()).not.toContain(ADA);
    });
  },
);
