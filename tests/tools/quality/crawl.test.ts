import { Hono } from "hono";
import { csrf } from "hono/csrf";
import { beforeEach, describe, expect, it } from "vitest";
import { Crawl } from "../../../src/tools/quality/crawl.ts";
import { PageChecks } from "../../../src/tools/quality/page-checks.ts";
import { PageReader } from "../../../src/tools/quality/page-reader.ts";
import { ORIGIN, QualityVisitor } from "../../../src/tools/quality/visitor.ts";

let app: Hono;
let lastError: string | undefined;
let mail: string[];
beforeEach(() => {
  lastError = undefined;
  mail = [];
  app = new Hono();
  app.use(csrf({ origin: ORIGIN }));
  app.onError((error, c) => {
    if ("getResponse" in error) return (error as unknown as { getResponse(): Response }).getResponse();
    lastError = error.message;
    return c.html("<h1>Broken</h1>", 500);
  });
});

async function walk(role: "visitor" | "user" = "visitor") {
  const visitor = new QualityVisitor(async (request) => app.fetch(request));
  const person = { role, visitor, email: "q@example.com", password: "p", ownerKey: "k", firstTurn: 0 };
  const checks = new PageChecks({ checks: new Set(), sizeOf: async () => 0, now: () => 0 });
  const crawl = new Crawl(person, {
    reader: new PageReader(checks),
    lastError: () => lastError,
    mailLinks: () => mail.splice(0),
  });
  const findings = await crawl.walk(["/"]);
  return findings.map(({ check, severity, where, message }) => `${check} ${severity}: ${where}: ${message}`);
}

function front(body: string): void {
  app.get("/", (c) => c.html(`<main>${body}</main>`));
}
const form = (fields: string, action = "/send") =>
  `<form method="post" action="${action}">${fields}<button>Send</button></form>`;
const problem = '<p role="alert">Please fill this in.</p>';

describe("links", () => {
  it("are followed, also from page to page and with a base", async () => {
    front(
      '<a href="/a">a</a> <a href="https://elsewhere.test/">other</a> <a href="mailto:x@example.com">mail</a>',
    );
    app.get("/a", (c) => c.html('<a href="?page=2">next</a>'));
    expect(await walk()).toEqual([]);
  });

  it("that lead nowhere are found, with the page they stand on", async () => {
    front('<a href="/a">a</a>');
    app.get("/a", (c) => c.html('<img src="/gone.png">'));
    expect(await walk()).toEqual(["links error: GET /gone.png as visitor: Answers 404; linked from /a."]);
  });

  it("to a place that is not on the page, and to nothing, are found", async () => {
    front('<a href="#there">x</a><a href="">y</a><p id="here"></p><a href="#here">z</a>');
    expect(await walk()).toEqual([
      "links error: GET / as visitor: There is no #there on the page.",
      "links error: GET / as visitor: A link leads nowhere.",
    ]);
  });

  it("in a circle are found", async () => {
    front('<a href="/round">x</a>');
    app.get("/round", (c) => c.redirect("/round"));
    expect(await walk()).toEqual(["links error: GET /round as visitor: Redirects without end."]);
  });

  it("to a page that breaks are found, with the reason", async () => {
    front('<a href="/a">a</a>');
    app.get("/a", () => {
      throw new Error("no such table: items");
    });
    expect(await walk()).toEqual(["links error: GET /a as visitor: Answers 500: no such table: items"]);
  });

  it("with ids and queries that don't exist must not break anything", async () => {
    front('<a href="/items/1">1</a><a href="/list?page=2">2</a>');
    app.get("/items/:id", (c) => {
      if (c.req.param("id") !== "1") throw new Error("undefined is not an item");
      return c.html("<p>One</p>");
    });
    app.get("/list", (c) => {
      if (!/^\d+$/.test(c.req.query("page") ?? "1")) throw new Error("not a page");
      return c.html("<p>List</p>");
    });
    expect(await walk()).toEqual([
      expect.stringContaining("links error: GET /items/999999999 as visitor: Answers 500"),
      expect.stringMatching(/^links error: GET \/list\?page=.* as visitor: Answers 500: not a page/),
    ]);
  });

  it("in e-mail are followed before anything is ended that they are about", async () => {
    let subscribed = false;
    front(form("", "/subscribe") + form("", "/unsubscribe"));
    app.post("/subscribe", (c) => {
      subscribed = true;
      mail.push("/confirm/1", "/confirm/2", "/gone");
      return c.redirect("/", 303);
    });
    app.post("/unsubscribe", (c) => {
      subscribed = false;
      return c.redirect("/", 303);
    });
    app.get("/confirm/1", (c) => (subscribed ? c.html("<p>Thanks</p>") : c.notFound()));
    expect(await walk()).toEqual(["links error: GET /gone as visitor: Answers 404; linked from an e-mail."]);
    expect(subscribed).toBe(false);
  });

  it("need a page that says when there is none", async () => {
    front("<p>Hello</p>");
    app.get("*", (c) => c.html("<p>Everything</p>"));
    expect(await walk()).toEqual([
      "links error: GET /no-such-page-of-this-product as visitor: Answers 200, not 404.",
    ]);
  });
});

describe("forms", () => {
  it("that take what is right and refuse what is wrong pass", async () => {
    front(form('<label for="n">Name</label><input id="n" name="n" required maxlength="50">'));
    app.post("/send", async (c) => {
      const { n } = await c.req.parseBody();
      if (typeof n !== "string" || n === "" || n.length > 50) return c.html(problem, 422);
      return c.redirect("/", 303);
    });
    expect(await walk()).toEqual([]);
  });

  it("that break are found, with what was sent", async () => {
    front(form('<input name="n" required>'));
    app.post("/send", async (c) => {
      const { n } = await c.req.parseBody();
      if (n === "") throw new Error("n is empty");
      return c.html(problem, 422);
    });
    expect(await walk()).toContain(
      "forms error: POST /send, nothing filled in as visitor: Answers 500: n is empty",
    );
  });

  it("that break when they are filled in rightly are found", async () => {
    front(form('<input name="n">'));
    app.post("/send", async (c) => {
      const { n } = await c.req.parseBody();
      if (String(n).startsWith("Example")) throw new Error("disk full");
      return c.html(problem, 422);
    });
    expect(await walk()).toEqual(["forms error: POST /send as visitor: Answers 500: disk full"]);
  });

  it("that accept anything are found", async () => {
    front(form('<input type="email" name="mail" required>'));
    app.post("/send", (c) => c.redirect("/", 303));
    expect(await walk()).toEqual([
      "forms error: POST /send as visitor: Accepts nothing filled in: it answers 200.",
      "forms error: POST /send as visitor: Accepts nonsense: it answers 200.",
    ]);
  });

  it("that refuse without a word are found, and those that refuse what is right are warned of", async () => {
    front(form('<input name="n" required>'));
    app.post("/send", (c) => c.html("<p>No.</p>", 422));
    const found = await walk();
    expect(found).toContain(
      "forms error: POST /send as visitor: With nonsense it answers 422 and does not say why.",
    );
    expect(found.at(-1)).toMatch(/^forms warning: .* Refuses what its labels ask for/);
  });

  it("that go nowhere, or to another site, are found", async () => {
    front(form("", "/nowhere") + form("", "https://elsewhere.test/"));
    expect(await walk()).toEqual([
      "forms error: POST /nowhere as visitor: Filled in as its labels ask, it answers 404.",
      "forms error: form on / as visitor: Sends to another site: https://elsewhere.test/",
    ]);
  });

  it("that another site can send are found, except below /api/ and /embed/", async () => {
    app = new Hono();
    front(form("") + form("", "/api/send"));
    app.post("/send", (c) => c.redirect("/", 303));
    app.post("/api/send", (c) => c.redirect("/", 303));
    expect(await walk()).toEqual([
      "forms error: POST /send as visitor: Another site can send this form: it answers 200, not 403.",
    ]);
  });

  it("lead on to what they made, and what ends it comes last", async () => {
    const sent: string[] = [];
    let there = false;
    app.get("/", (c) => c.html(there ? '<a href="/item">it</a>' : form("", "/make")));
    app.post("/make", (c) => {
      there = true;
      return c.redirect("/", 303);
    });
    app.get("/item", (c) => c.html(form("", "/delete") + form("", "/rename") + form("", "/sign-out")));
    for (const path of ["/delete", "/rename", "/sign-out"]) {
      app.post(path, (c) => {
        sent.push(path);
        return c.redirect("/", 303);
      });
    }
    expect(await walk("user")).toEqual([]);
    expect(sent).toEqual(["/rename", "/delete", "/sign-out"]);
  });

  it("of a search are asked too", async () => {
    front('<form action="/search"><input name="q"><button>Search</button></form>');
    app.get("/search", (c) => {
      if ((c.req.query("q") ?? "").length > 100) throw new Error("too long");
      return c.html("<p>Found</p>");
    });
    expect(await walk()).toContain("forms error: GET /search, nonsense as visitor: Answers 500: too long");
  });
});
