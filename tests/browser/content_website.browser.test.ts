import { expect, it } from "vitest";
import { heading, linkInMail, press, pressUnchecked, said } from "./press.ts";
import { walkThrough } from "./walk.ts";

const READER = "ada@example.com";
const ARTICLE = {
  title: "How to clean a kettle",
  summary: "Vinegar, water and half an hour.",
  body: "Boil it **twice**.\n\n## What you need\n\n- vinegar\n- water\n\nSee [the shop](https://example.com/vinegar).",
};

const REQUIREMENTS = {
  name: "Kettle Notes",
  target_audience: "home coffee enthusiasts",
  description:
    "Kettle Notes is a website of articles that helps home coffee enthusiasts choose equipment without reading fifty reviews. Every guide names who tested it, for how long and with what.",
  mvp_features: [
    "CMS integration",
    "Newsletter sign-up",
    "Article categories",
    "Author pages",
    "RSS feed and sitemap",
    "Site search",
    "Affiliate link disclosure",
  ],
};

walkThrough("content_website", { type: "content_website", requirements: REQUIREMENTS }, (walk) => {
  it("a reader comes to the articles from the start page", async () => {
    const page = await walk.visitor();
    await walk.picture(page, "home");
    await press(page.getByRole("link", { name: "Read the articles" }));
    expect(await heading(page)).toBe("Articles");
    await walk.picture(page, "articles");
    await press(page.getByRole("link", { name: "How to use this site" }));
    expect(await page.getByRole("article").getByRole("heading", { level: 1 }).textContent()).toBe(
      "How to use this site",
    );
    await walk.picture(page, "article");
  });

  it("the owner adds a category and an author", async () => {
    const page = await walk.owner();
    await press(page.getByRole("link", { name: "Articles" }).last());
    await walk.picture(page, "owner-articles");
    await press(page.getByRole("link", { name: "Categories" }));
    await page.getByLabel("Name").fill("Upkeep");
    await page.getByLabel("What it is about").fill("How things last.");
    await press(page.getByRole("button", { name: "Add" }));
    expect(await page.getByRole("table").textContent()).toContain("Upkeep");
    await walk.picture(page, "owner-categories");
    await page.goto("/owner/articles/authors");
    await page.getByLabel("Name").fill("Grace Hopper");
    await page.getByLabel("Who it is").fill("Repairs what she owns.");
    await press(page.getByRole("button", { name: "Add" }));
    expect(await said(page)).toContain("Grace Hopper");
  });

  it("writes: what is wrong is said, a draft is seen by nobody, then it is published", async () => {
    const page = await walk.owner();
    await page.goto("/owner/articles/new");
    await page.getByLabel("Title").fill(ARTICLE.title);
    await page.getByLabel("Summary").fill(ARTICLE.summary);
    await page.getByLabel("Text", { exact: true }).fill(ARTICLE.body);
    await page.getByLabel("Address").fill("Not An Address");
    await press(page.getByRole("button", { name: "Save as draft" }));
    expect(await page.getByLabel("Address").getAttribute("aria-invalid")).toBe("true");
    expect(await page.getByLabel("Title").inputValue()).toBe(ARTICLE.title);
    await walk.picture(page, "owner-refused");
    await page.getByLabel("Address").fill("");
    await page.getByLabel("Category").selectOption({ label: "Upkeep" });
    await page.getByLabel("Author").selectOption({ label: "Grace Hopper" });
    await page.getByLabel("Has affiliate links").check();
    await press(page.getByRole("button", { name: "Save as draft" }));
    expect(await said(page)).toBe("The draft is saved.");
    const reader = await walk.visitor();
    expect((await reader.goto("/articles/how-to-clean-a-kettle"))?.status()).toBe(404);
    await press(page.getByRole("link", { name: "Preview" }));
    expect(await page.getByRole("main").textContent()).toContain("readers don't see it");
    await walk.picture(page, "owner-preview");
    await press(page.getByRole("link", { name: "Back to writing" }));
    await press(page.getByRole("button", { name: "Save and publish" }));
    expect(await said(page)).toBe("Saved. Readers see it.");
    await walk.picture(page, "owner-edit");
  });

  it("after a restart, readers find it by search, topic and author, with the disclosure", async () => {
    await walk.product.restart();
    const page = await walk.visitor("phone");
    await page.goto("/articles");
    await page.getByLabel("Search articles").fill("vinegar twice");
    await press(page.getByRole("button", { name: "Search" }));
    expect(await said(page)).toContain("One article with “vinegar twice”.");
    await walk.picture(page, "found");
    await press(page.getByRole("link", { name: ARTICLE.title }));
    const text = await page.getByRole("article").textContent();
    expect(text).toContain("affiliate links");
    expect(text).toContain("Boil it twice.");
    await walk.picture(page, "published");
    await press(page.getByRole("link", { name: "Grace Hopper" }));
    expect(await page.getByRole("main").textContent()).toContain("Repairs what she owns.");
    await walk.picture(page, "author");
    await page.goto("/articles");
    await press(page.getByRole("navigation", { name: "Topics" }).getByRole("link", { name: "Upkeep" }));
    expect(await page.getByRole("main").getByRole("listitem").textContent()).toContain(ARTICLE.title);
    await walk.picture(page, "topic");
    await page.goto("/articles?q=submarine");
    expect(await page.getByRole("main").textContent()).toContain("Nothing was found.");
    await walk.picture(page, "not-found-by-search");
  });

  it("feed readers and search engines find it", async () => {
    const page = await walk.visitor();
    for (const path of ["/feed.xml", "/sitemap.xml"]) {
      const answer = await page.request.get(path);
      expect(answer.status()).toBe(200);
      expect(answer.headers()["content-type"]).toContain("xml");
      expect(await answer.text()).toContain(`${walk.product.url}/articles/how-to-clean-a-kettle`);
    }
    await page.goto("/articles/how-to-clean-a-kettle");
    const data = await page.locator('script[type="application/ld+json"]').first().textContent();
    expect(JSON.parse(data ?? "")).toMatchObject({
      "@type": "Article",
      headline: ARTICLE.title,
      author: { name: "Grace Hopper" },
    });
  });

  it("the owner brings an earlier text back", async () => {
    const page = await walk.owner();
    await page.goto("/owner/articles");
    await press(page.getByRole("link", { name: ARTICLE.title, exact: true }));
    await page.getByLabel("Text", { exact: true }).fill("Use lemon.");
    await press(page.getByRole("button", { name: "Save and update" }));
    await press(page.getByRole("link", { name: "History" }));
    await page.getByText(ARTICLE.title).last().click();
    await walk.picture(page, "owner-history");
    await press(page.getByRole("button", { name: /Bring this text back/ }));
    expect(await page.getByLabel("Text", { exact: true }).inputValue()).toContain("Boil it **twice**.");
  });

  it("a reader signs up for the newsletter, confirms, and unsubscribes", async () => {
    const page = await walk.visitor("phone");
    await page.goto("/newsletter");
    await page.getByLabel("E-mail").fill("ada@");
    await pressUnchecked(page.getByRole("main").getByRole("button", { name: "Sign up" }));
    expect(await page.getByLabel("E-mail").getAttribute("aria-invalid")).toBe("true");
    await walk.picture(page, "newsletter-refused");
    await page.getByLabel("E-mail").fill(READER);
    await press(page.getByRole("main").getByRole("button", { name: "Sign up" }));
    await page.waitForURL("**/newsletter/check-your-mail");
    await walk.picture(page, "check-your-mail");
    await page.goto(await linkInMail(walk, READER, "/newsletter/confirm/"));
    await walk.picture(page, "confirm");
    await press(page.getByRole("button", { name: "Yes, send me the letters" }));
    expect(await heading(page)).toBe("You are on the list");
    await walk.product.restart();
    const owner = await walk.owner();
    await owner.goto("/owner/subscribers");
    expect(await owner.getByRole("row", { name: READER }).textContent()).toContain("Confirmed");
    await walk.picture(owner, "owner-subscribers");
    // Whoever asks again is told that they are on the list, with the link to stop.
    await page.goto("/newsletter");
    await page.getByLabel("E-mail").fill(READER);
    await press(page.getByRole("main").getByRole("button", { name: "Sign up" }));
    await page.goto(await linkInMail(walk, READER, "/newsletter/unsubscribe/"));
    await walk.picture(page, "unsubscribe");
    await press(page.getByRole("button", { name: "Unsubscribe" }));
    expect(await heading(page)).toBe("You get no more letters");
    await owner.reload();
    expect(await owner.getByRole("row", { name: READER }).textContent()).toContain("Unsubscribed");
  });
});
