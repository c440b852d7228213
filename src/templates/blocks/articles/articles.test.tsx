import assert from "node:assert/strict";
import { test } from "node:test";
import { type TestProduct, testProduct, type Visitor } from "../../kit/testing.ts";
import { block } from "./index.ts";
import { countWords, parseInline, parseMarkdown, safeHref } from "./markdown.ts";
import { ArticleText } from "./prose.tsx";

const DRAFT = {
  title: "Über <tea> & time",
  summary: "How long it takes.",
  body: "## First\n\nWater **boils**.\n\n- one\n- two\n\n[shop](https://shop.example/a?b=1&c=2)",
  slug: "",
};

/** Writes an article in the first category by the first author. */
async function write(product: TestProduct, owner: Visitor, change: Record<string, string> = {}) {
  const term = (kind: string) =>
    String(product.product.db.count("SELECT id FROM articles_terms WHERE kind = ? LIMIT 1", kind));
  const { step = "publish", ...fields } = change;
  return owner.post(`/owner/articles?do=${step}`, {
    ...{ ...DRAFT, category: term("category"), author: term("author") },
    ...fields,
  });
}

const render = (source: string) => String(<ArticleText source={source} sponsored={false} />);

test("a draft is seen by the owner alone; published, it is read, also after a restart", async () => {
  const first = testProduct([block]);
  const owner = await first.owner();
  const saved = await write(first, owner, { step: "draft" });
  assert.equal(saved.path, "/owner/articles/1");
  const reader = first.visitor();
  assert.equal((await reader.get("/articles/uber-tea-time")).status, 404);
  assert.match((await owner.get("/owner/articles/1/preview")).text, /A preview/);
  assert.equal((await owner.post("/owner/articles/1/publish")).status, 200);
  const later = first.restart().visitor();
  const page = await later.get("/articles/uber-tea-time");
  assert.match(page.text, /Über &lt;tea&gt; &amp; time/);
  assert.match(page.text, /<strong>boils<\/strong>/);
  for (const path of ["/articles", "/topics/general", "/authors/test-co", "/"]) {
    assert.match((await later.get(path)).text, /href="\/articles\/uber-tea-time"/, path);
  }
  await owner.post("/owner/articles/1/unpublish");
  assert.equal((await reader.get("/articles/uber-tea-time")).status, 404);
  assert.equal((await reader.get("/topics/general")).status, 404);
});

test("search engines and feed readers find published articles", async () => {
  const site = testProduct([block]);
  const owner = await site.owner();
  await write(site, owner);
  await write(site, owner, { title: "Hidden", step: "draft" });
  const reader = site.visitor();
  const json = /<script type="application\/ld\+json">(.*?)<\/script>/.exec(
    (await reader.get("/articles/uber-tea-time")).text,
  )?.[1];
  const data = JSON.parse(json ?? "");
  assert.equal(data["@type"], "Article");
  assert.equal(data.headline, DRAFT.title);
  assert.equal(data.datePublished, "2026-01-15T12:00:00.000Z");
  assert.deepEqual(data.author["@type"], "Organization");
  const feed = await reader.get("/feed.xml");
  assert.match(feed.headers.get("content-type") ?? "", /application\/rss\+xml/);
  assert.match(feed.text, /<title>Über &#60;tea&#62; &#38; time<\/title>/);
  assert.match(feed.text, /<pubDate>Thu, 15 Jan 2026 12:00:00 GMT<\/pubDate>/);
  assert.ok(!feed.text.includes("Hidden"));
  const map = (await reader.get("/sitemap.xml")).text;
  for (const path of ["/articles", "/articles/uber-tea-time", "/topics/general", "/authors/test-co"]) {
    assert.ok(map.includes(`<loc>http://localhost:3000${path}</loc>`), path);
  }
  assert.ok(!map.includes("hidden"));
  assert.match((await reader.get("/help")).text, /href="\/feed.xml"/);
});

test("search finds articles with every word, title first, and takes words as they are", async () => {
  const site = testProduct([block]);
  const owner = await site.owner();
  await write(site, owner, { title: "Kettles", body: "About 100% copper." });
  site.clock.now += 1_000;
  await write(site, owner, { title: "Cups", body: "Not for kettles." });
  const reader = site.visitor();
  const found = async (words: string) =>
    [
      ...(await reader.get(`/articles?q=${encodeURIComponent(words)}`)).text.matchAll(
        /\/articles\/([a-z-]+)"/g,
      ),
    ].map(([, slug]) => slug);
  assert.deepEqual(await found("KETTLES"), ["kettles", "cups"]);
  assert.deepEqual(await found("kettles copper"), ["kettles"]);
  assert.deepEqual(await found("100%"), ["kettles"]);
  assert.deepEqual(await found("%"), ["kettles"]);
  assert.deepEqual(await found("' OR 1=1 --"), []);
  assert.match((await reader.get("/articles?q=%3Cb%3E")).text, /with “&lt;b&gt;”/);
  assert.equal((await reader.get("/articles?page=abc")).status, 200);
});

test("what is wrong is said at the field, and nothing is kept", async () => {
  const site = testProduct([block]);
  const owner = await site.owner();
  const bad = await write(site, owner, { title: " ", slug: "Not A Slug", category: "999", author: "x" });
  assert.equal(bad.status, 422);
  assert.match(bad.text, /Please fill this in/);
  assert.match(bad.text, /Lower-case letters/);
  const unknown = await write(site, owner, { category: "999" });
  assert.equal(unknown.status, 422);
  assert.match(unknown.text, /id="category-error"/);
  assert.equal(site.product.db.count("SELECT count(*) FROM articles_articles"), 0);
  for (const path of ["/owner/articles/7", "/owner/articles/7/preview", "/owner/articles/7/versions"]) {
    assert.equal((await owner.get(path)).status, 404, path);
  }
  assert.equal((await owner.post("/owner/articles/7/publish")).status, 404);
});

test("only the owner writes", async () => {
  const site = testProduct([block]);
  const stranger = site.visitor();
  assert.equal((await write(site, stranger)).path, "/owner/sign-in");
  for (const path of ["", "/new", "/categories", "/authors"]) {
    assert.equal((await stranger.get(`/owner/articles${path}`)).path, "/owner/sign-in", path);
  }
  assert.equal(site.product.db.count("SELECT count(*) FROM articles_articles"), 0);
});

test("addresses are unique, and an old one leads to the new one", async () => {
  const site = testProduct([block]);
  const owner = await site.owner();
  await write(site, owner);
  await write(site, owner);
  const reader = site.visitor();
  assert.equal((await reader.get("/articles/uber-tea-time-2")).status, 200);
  const term = { category: "2", author: "1" };
  const moved = await owner.post("/owner/articles/1", { ...DRAFT, ...term, slug: "tea" });
  assert.equal(moved.status, 200);
  assert.equal((await reader.get("/articles/uber-tea-time")).path, "/articles/tea");
  await write(site, owner);
  assert.equal((await reader.get("/articles/uber-tea-time-3")).status, 200);
  await owner.post("/owner/articles/1/delete");
  assert.equal((await reader.get("/articles/uber-tea-time")).status, 404);
});

test("an earlier text is kept and can be brought back", async () => {
  const site = testProduct([block]);
  const owner = await site.owner();
  await write(site, owner);
  const change = { ...DRAFT, slug: "uber-tea-time", category: "2", author: "1", body: "Another text." };
  await owner.post("/owner/articles/1", change);
  assert.match((await site.visitor().get("/articles/uber-tea-time")).text, /Another text/);
  await owner.post("/owner/articles/1/versions/1/restore");
  assert.match((await site.visitor().get("/articles/uber-tea-time")).text, /<strong>boils/);
  assert.match((await owner.get("/owner/articles/1/versions")).text, /Another text/);
  assert.equal((await owner.post("/owner/articles/1/versions/99/restore")).status, 404);
});

test("categories are added, renamed and removed, but not while articles are under them", async () => {
  const site = testProduct([block]);
  const owner = await site.owner();
  await owner.post("/owner/articles/categories", { name: "Cups <i>", text: "All about cups." });
  const id = String(site.product.db.count("SELECT id FROM articles_terms WHERE slug = 'cups-i'"));
  assert.equal((await owner.post("/owner/articles/categories", { name: "cups I" })).status, 422);
  await write(site, owner, { category: id });
  await owner.post(`/owner/articles/categories/${id}`, { name: "Mugs", text: "All about mugs." });
  assert.match((await site.visitor().get("/topics/cups-i")).text, /All about mugs/);
  assert.match((await owner.post(`/owner/articles/categories/${id}/delete`)).text, /has articles/);
  await owner.post("/owner/articles/1/delete");
  await owner.post(`/owner/articles/categories/${id}/delete`);
  assert.equal((await owner.get(`/owner/articles/categories/${id}`)).status, 404);
});

test("links that earn money are marked and said", async () => {
  const site = testProduct([block]);
  const owner = await site.owner();
  await write(site, owner, { affiliate: "on" });
  await write(site, owner, { title: "Plain" });
  const reader = site.visitor();
  const paid = (await reader.get("/articles/uber-tea-time")).text;
  assert.match(paid, /rel="sponsored nofollow noopener"/);
  assert.match(paid, /affiliate links/);
  const plain = (await reader.get("/articles/plain")).text;
  assert.ok(!/sponsored|affiliate links/.test(plain));
});

test("starters are published once; what the owner deletes stays deleted", async () => {
  const settings = {
    articles: {
      categories: [{ name: "Basics" }],
      articles: [{ title: "Welcome to {name}", summary: "For {audience}.", body: "Hi.", category: "Basics" }],
    },
  };
  const site = testProduct([block], { settings });
  const page = await site.visitor().get("/articles/welcome-to-test-co");
  assert.match(page.text, /Welcome to Test &amp; &lt;Co&gt;/);
  const owner = await site.owner();
  await owner.post("/owner/articles/1/delete");
  assert.match((await site.restart().visitor().get("/articles")).text, /first article is being written/);
});

test("markdown becomes structure, never markup", () => {
  assert.deepEqual(
    parseMarkdown("# A\n### B\ntext\nmore\n\n1. x\n   y\n2. z\n---\n> q\n```\n<b>\n```").map(
      ({ kind }) => kind,
    ),
    ["heading", "heading", "paragraph", "list", "rule", "quote", "code"],
  );
  assert.equal(render("# A"), '<div class="prose"><h2>A</h2></div>');
  assert.match(render('<img src=x onerror="alert(1)">'), /&lt;img src=x onerror=&quot;alert/);
  assert.match(render("```\n<script>\n"), /<pre tabindex="0"><code>&lt;script&gt;/);
  assert.match(render("*a **b** c* `x*y` snake_case_name 2 * 3"), /<strong>b<\/strong>/);
  assert.match(
    render("_a_ `x*y` snake_case_name 2 * 3 \\*"),
    /<em>a<\/em> <code>x\*y<\/code> snake_case_name 2 \* 3 \*/,
  );
  assert.match(
    render("see https://a.example/b."),
    /<a href="https:\/\/a.example\/b" rel="noopener">https:\/\/a.example\/b<\/a>\./,
  );
  assert.match(render("[a] and [b](/c)"), /\[a\] and <a href="\/c">b<\/a>/);
  assert.equal(countWords("one - two, ## three"), 3);
});

test("unsafe addresses are not linked", () => {
  const bad = [
    "javascript:alert(1)",
    "JaVaScRiPt:x",
    "data:text/html,x",
    "//evil.example",
    "/\\evil.example",
  ];
  bad.push("java\tscript:x", "https://", "vbscript:x", "\u0001javascript:x", "ftp://x.example", "");
  for (const href of bad) assert.equal(safeHref(href), undefined, href);
  for (const href of ["https://a.example", "mailto:a@b.example", "/a", "#b"])
    assert.equal(safeHref(href), href);
  assert.ok(!render("[x](javascript:alert(1))").includes("href"));
});

test("text that never closes its marks takes no long time", () => {
  for (const mark of ["*", "**", "[", "`", "_", "[a](", "https://"]) {
    const text = `${mark}a`.repeat(50_000 / mark.length);
    const start = process.hrtime.bigint();
    parseInline(text);
    assert.ok(process.hrtime.bigint() - start < 2_000_000_000n, mark);
  }
});
