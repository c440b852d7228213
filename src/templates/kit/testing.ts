import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { createApp } from "./app.tsx";
import type { App, Block, Environment, Product } from "./block.ts";
import type { Business } from "./business.ts";
import { Database } from "./database.ts";
import { createProduct } from "./product.ts";

const ORIGIN = "http://localhost:3000";

/** A file of `public/`, such as `sites/editor.js`: in a project, or beside its block where blocks are made. */
export function publicFile(path: string): string {
  const inProject = resolve("public", path);
  if (existsSync(inProject)) return pathToFileURL(inProject).href;
  return new URL(`../blocks/${path.split("/")[0]}/public/${path}`, import.meta.url).href;
}

/** A business for tests; `settings` are those of its blocks. */
export function testBusiness(change: Partial<Business> = {}): Business {
  return {
    version: 1,
    name: "Test & <Co>",
    slug: "test-co",
    type: "saas_tool",
    tagline: "A product to test",
    description: "It exists to be tested.",
    audience: "testers",
    hero: { title: "Tested", lead: "From end to end.", action: { label: "Start", href: "/help" } },
    benefits: [{ title: "Sure", text: "It was tested." }],
    features: [{ name: "Testing", summary: "It can be tested.", href: null }],
    faq: [{ question: "Is it tested?", answer: "Yes." }],
    help: [{ title: "Start", text: "Open the start page." }],
    seo: { title: "Test & <Co>", description: "It exists to be tested." },
    theme: {
      accent: "#2f5fd0",
      accent_ink: "#ffffff",
      accent_soft: "#e8eefb",
      accent_dark: "#8fb0ff",
      accent_dark_ink: "#101319",
      ink: "#1b2430",
      heading: "sans",
      radius: 10,
    },
    modules: [],
    settings: {},
    contact_email: "hello@test.example",
    ...change,
  };
}

/** What is wrong with the ids of a page: one that is there twice, or that a label or a control names and nothing has. */
export function idProblems(html: string): string[] {
  const ids = new Map<string, number>();
  for (const [, id = ""] of html.matchAll(/<[^>]*?\sid="([^"]*)"/g)) ids.set(id, (ids.get(id) ?? 0) + 1);
  const twice = [...ids].filter(([, count]) => count > 1);
  const named = [...html.matchAll(/\s(for|aria-describedby|aria-labelledby)="([^"]*)"/g)];
  return [
    ...twice.map(([id, count]) => `The id "${id}" is there ${count} times.`),
    ...named.flatMap(([, attribute, value = ""]) =>
      value
        .split(" ")
        .filter((id) => !ids.has(id))
        .map((id) => `Nothing has the id "${id}", which ${attribute} names.`),
    ),
  ];
}

/** A visitor of a product: keeps cookies, submits forms, follows redirects. Throws at a page whose ids are wrong. */
export class Visitor {
  readonly #app: App;
  readonly #cookies = new Map<string, string>();

  constructor(app: App) {
    this.#app = app;
  }

  async get(path: string): Promise<Answer> {
    return this.#send(path, { method: "GET" });
  }

  /** Submits a form as a browser would, and follows where it leads. */
  async post(path: string, fields: Readonly<Record<string, string>> = {}): Promise<Answer> {
    return this.#send(path, {
      method: "POST",
      body: new URLSearchParams(fields).toString(),
      headers: { "content-type": "application/x-www-form-urlencoded", origin: ORIGIN },
    });
  }

  /** Submits a form with files. */
  async send(path: string, body: FormData): Promise<Answer> {
    return this.#send(path, { method: "POST", body, headers: { origin: ORIGIN } });
  }

  /** Any other request; redirects are not followed. */
  async request(path: string, init: RequestInit = {}): Promise<Response> {
    return this.#app.request(ORIGIN + path, init);
  }

  async #send(path: string, init: RequestInit, hops = 0): Promise<Answer> {
    const cookie = [...this.#cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    const response = await this.#app.request(ORIGIN + path, {
      ...init,
      headers: { ...init.headers, cookie },
    });
    for (const line of response.headers.getSetCookie()) this.#keep(line);
    const location = response.headers.get("location");
    if (
      location &&
      response.status >= 300 &&
      response.status < 400 &&
      hops < 10 &&
      location.startsWith("/")
    ) {
      return this.#send(location, { method: "GET" }, hops + 1);
    }
    const answer = { status: response.status, path, text: await response.text(), headers: response.headers };
    const isPage = answer.headers.get("content-type")?.startsWith("text/html");
    const [problem] = isPage ? idProblems(answer.text) : [];
    if (problem) throw new Error(`${path}: ${problem}`);
    return answer;
  }

  #keep(line: string): void {
    const [pair = ""] = line.split(";");
    const at = pair.indexOf("=");
    const [name, value] = [pair.slice(0, at), pair.slice(at + 1)];
    if (value === "" || /max-age=0/i.test(line)) this.#cookies.delete(name);
    else this.#cookies.set(name, value);
  }
}

export interface Answer {
  readonly status: number;
  /** Where the redirects ended. */
  readonly path: string;
  readonly text: string;
  readonly headers: Headers;
}

export interface TestProduct {
  readonly product: Product;
  readonly app: App;
  /** The time of the product, milliseconds; tests move it. */
  readonly clock: { now: number };
  visitor(): Visitor;
  /** A visitor who is signed in as the owner. */
  owner(): Promise<Visitor>;
  /** The same product after a restart of its process. */
  restart(): TestProduct;
}

export const OWNER_KEY = "owner-key-for-tests";

/** A product of some blocks with an empty database in memory. */
export function testProduct(
  blocks: readonly Block[],
  change: Partial<Business> = {},
  db: Database = new Database(":memory:"),
  env: Environment = {},
): TestProduct {
  const clock = { now: Date.UTC(2026, 0, 15, 12) };
  const product = createProduct({
    business: testBusiness(change),
    blocks,
    db,
    env,
    now: () => clock.now,
    baseUrl: ORIGIN,
    secrets: { ownerKey: OWNER_KEY, sessionKey: "session-key-for-tests" },
  });
  const app = createApp(product, {
    report: (error) => {
      throw error;
    },
  });
  return {
    product,
    app,
    clock,
    visitor: () => new Visitor(app),
    async owner() {
      const visitor = new Visitor(app);
      await visitor.post("/owner/sign-in", { key: OWNER_KEY });
      return visitor;
    },
    restart: () => testProduct(blocks, change, db, env),
  };
}
