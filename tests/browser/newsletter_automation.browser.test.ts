import { expect, it } from "vitest";
import { heading, linkInMail, press, pressUnchecked, said } from "./press.ts";
import { walkThrough } from "./walk.ts";

const ADA = "ada@example.com";
const GRACE = "grace@example.com";
const REQUIREMENTS = {
  name: "Pigeon Path",
  target_audience: "independent bookshops",
  description:
    "Pigeon Path is a service that helps independent bookshops welcome new readers with a series that fits them. It explains in a sentence why each reader got a letter.",
  mvp_features: [
    "Message sequencing",
    "Subscriber segmentation",
    "Double opt-in",
    "Open and click report",
    "One-click unsubscribe",
    "Template editor",
  ],
};

walkThrough(
  "newsletter_automation",
  { type: "newsletter_automation", requirements: REQUIREMENTS },
  (walk) => {
    it("the start page says what it is and leads to the letters", async () => {
      const page = await walk.visitor();
      await walk.picture(page, "home");
      await press(page.getByRole("main").getByRole("link", { name: "Get the letters" }));
      expect(await heading(page)).toBe("Letters from Pigeon Path");
      await walk.picture(page, "sign-up");
    });

    it("the owner makes a segment; what is wrong is said", async () => {
      const page = await walk.owner();
      await walk.picture(page, "owner");
      await press(page.getByRole("main").getByRole("link", { name: "Segments" }));
      await walk.picture(page, "owner-segments-empty");
      await press(page.getByRole("link", { name: "New segment" }));
      await page.getByLabel("Name").fill("Event goers");
      await page.getByLabel("The subscriber").first().selectOption({ label: "confirmed before …" });
      await page.getByLabel("Tag, page, date or days").first().fill("soon");
      await press(page.getByRole("button", { name: "Save" }));
      expect(await page.getByRole("main").textContent()).toContain("A date like 2026-01-31, please.");
      expect(await page.getByLabel("Name").inputValue()).toBe("Event goers");
      await walk.picture(page, "owner-segment-refused");
      await page.getByLabel("The subscriber").first().selectOption({ label: "has the tag …" });
      await page.getByLabel("Tag, page, date or days").first().fill("Events");
      await press(page.getByRole("button", { name: "Save" }));
      expect(await heading(page)).toBe("Event goers");
      await walk.picture(page, "owner-segment-without-members");
    });

    it("the owner plans a sequence for the segment", async () => {
      const page = await walk.owner();
      await page.goto("/owner/sequences");
      await walk.picture(page, "owner-sequences");
      await page.getByLabel("Name").fill("Evenings");
      await page.getByLabel("For").selectOption({ label: "Segment: Event goers" });
      await press(page.getByRole("button", { name: "Add" }));
      await page.getByLabel("Subject").fill("What is on");
      await page.getByLabel("Text").fill("See [the calendar](javascript:alert).");
      await press(page.getByRole("button", { name: "Add the letter" }));
      expect(await page.getByLabel("Text").getAttribute("aria-invalid")).toBe("true");
      await walk.picture(page, "owner-letter-refused");
      await page.getByLabel("Text").fill("Here is [the calendar](/newsletter?from=calendar).");
      await press(page.getByRole("button", { name: "Add the letter" }));
      await page.getByLabel("Subject").fill("How was it?");
      await page.getByLabel("Text").fill("Tell us.");
      await press(page.getByRole("button", { name: "Add the letter" }));
      await press(page.getByRole("button", { name: "Start" }));
      expect(await page.getByRole("main").textContent()).toContain("Running");
      await walk.picture(page, "owner-sequence");
      await press(page.getByRole("link", { name: "1. What is on" }));
      await walk.picture(page, "owner-letter");
    });

    it("writes what stands around every letter", async () => {
      const page = await walk.owner();
      await page.goto("/owner/letter-template");
      await page.getByLabel("Before the text").fill("Dear reader,");
      await page.getByLabel("After the text").fill("Yours, the shop");
      await press(page.getByRole("button", { name: "Save" }));
      expect(await said(page)).toContain("Saved.");
      await walk.picture(page, "owner-template");
    });

    it("readers sign up for a topic and confirm", async () => {
      for (const [email, topics] of [
        [ADA, ["Events"]],
        [GRACE, []],
      ] as const) {
        const page = await walk.visitor("phone");
        await page.goto("/newsletter");
        await page.getByLabel("E-mail").fill("nobody@");
        await pressUnchecked(page.getByRole("main").getByRole("button", { name: "Sign up" }));
        expect(await page.getByLabel("E-mail").getAttribute("aria-invalid")).toBe("true");
        await page.getByLabel("E-mail").fill(email);
        for (const topic of topics) await page.getByLabel(topic).check();
        await press(page.getByRole("main").getByRole("button", { name: "Sign up" }));
        await page.goto(await linkInMail(walk, email, "/newsletter/confirm/"));
        await press(page.getByRole("button", { name: "Yes, send me the letters" }));
        expect(await heading(page)).toBe("You are on the list");
        await walk.picture(page, "confirmed");
      }
    });

    it("after a restart, the first letter goes out once, to the members alone", async () => {
      await walk.product.restart();
      const page = await walk.owner();
      // The product looks by itself as well; the owner need not wait for it.
      await press(page.getByRole("button", { name: "Do what is due now" }));
      await press(page.getByRole("button", { name: "Do what is due now" }));
      await page.goto("/owner/outbox");
      const letters = page.getByRole("main").getByRole("listitem").filter({ hasText: "What is on" });
      expect(await letters.count()).toBe(1);
      const letter = await letters.textContent();
      expect(letter).toContain(`To ${ADA}`);
      expect(letter).toContain("Dear reader,");
      expect(letter).toContain("Yours, the shop");
      await walk.picture(page, "owner-outbox");
      await page.goto("/owner/segments");
      expect(await page.getByRole("row", { name: "Event goers" }).textContent()).toContain("1");
      await walk.picture(page, "owner-segments");
    });

    it("the reader opens it and follows its link, and both are counted", async () => {
      const owner = await walk.owner();
      await owner.goto("/owner/outbox");
      const letter = owner.getByRole("main").getByRole("listitem").filter({ hasText: "What is on" });
      const shown = await letter.getByRole("link", { name: /Show as it looks/ }).getAttribute("href");
      const html = await (await owner.request.get(shown ?? "")).text();
      // A mail program shows the letter outside of the product's pages, and asks for the picture in it.
      const reader = await walk.visitor("phone");
      await reader.goto("about:blank");
      const opened = reader.waitForRequest(/\/t\/o\//);
      await reader.setContent(html);
      await opened;
      await walk.picture(reader, "letter");
      await press(reader.getByRole("link", { name: "the calendar" }));
      expect(new URL(reader.url()).pathname).toBe("/newsletter");
      await owner.goto("/owner/sequences");
      await press(owner.getByRole("link", { name: "Evenings" }));
      const row = await owner.getByRole("row", { name: "What is on" }).getByRole("cell").allTextContents();
      expect(row.slice(2, 5)).toEqual(["1", "1 (100%)", "1 (100%)"]);
      await walk.picture(owner, "owner-report");
    });

    it("one letter to everybody is a draft first", async () => {
      const page = await walk.owner();
      await page.goto("/owner/broadcasts");
      await walk.picture(page, "owner-broadcasts-empty");
      await page.getByLabel("Subject").fill("We move house");
      await page.getByLabel("Text").fill("To number 12.");
      await press(page.getByRole("button", { name: "Save and preview" }));
      expect(await page.getByRole("main").textContent()).toContain("Send it to 2 readers?");
      await walk.picture(page, "owner-broadcast-draft");
      await press(page.getByRole("button", { name: "Send it now" }));
      expect(await said(page)).toContain("2 of your readers");
      await walk.picture(page, "owner-broadcast-sent");
    });

    it("one click ends the letters, and the report says so", async () => {
      const page = await walk.visitor("phone");
      await page.goto(await linkInMail(walk, ADA, "/newsletter/unsubscribe/"));
      await press(page.getByRole("button", { name: "Unsubscribe" }));
      expect(await heading(page)).toBe("You get no more letters");
      await walk.picture(page, "unsubscribed");
      await walk.product.restart();
      const owner = await walk.owner();
      await owner.goto("/owner/subscribers");
      expect(await owner.getByRole("row", { name: ADA }).textContent()).toContain("Unsubscribed");
      await walk.picture(owner, "owner-subscribers");
      await press(owner.getByRole("link", { name: ADA }));
      await walk.picture(owner, "owner-subscriber");
    });
  },
);
