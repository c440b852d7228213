import { checkAccessibility } from "./accessibility.ts";
import type { PageDocument, PageElement } from "./dom.ts";
import type { Check, Finding } from "./finding.ts";
import { checkHtml } from "./html-validity.ts";
import { checkIds } from "./ids.ts";
import { linksOf } from "./page.ts";
import { type Answer, pathOf, templateOf } from "./visitor.ts";
import { checkWeight } from "./weight.ts";

/** axe takes some 60 ms a page: pages are looked at once for each way they are built, and at most this many. */
const MAX_PAGES = 60;

export interface PageCheckOptions {
  readonly checks: ReadonlySet<Check>;
  /** Bytes of a style sheet or script of the product. */
  readonly sizeOf: (path: string) => Promise<number>;
  readonly now: () => number;
}

/** The checks of one page by itself, over all pages that are seen. */
export class PageChecks {
  readonly findings: Finding[] = [];
  /** Milliseconds by check. */
  readonly spent = new Map<Check, number>();
  readonly #options: PageCheckOptions;
  readonly #known = new Set<string>();
  readonly #reported = new Set<string>();
  #looked = 0;

  constructor(options: PageCheckOptions) {
    this.#options = options;
  }

  async look(answer: Answer, document: PageDocument, where: string): Promise<void> {
    if (answer.status < 400) {
      // A refused form shows again what was sent, however long.
      await this.#timed("weight", async () => checkWeight(await this.#weigh(answer.text, document), where));
    }
    // Pages that are built alike may still differ in how often a form is there.
    await this.#timed("html", async () => checkIds(document, where));
    const path = templateOf(answer.path);
    const main = document.querySelector("main") ?? document.documentElement;
    const knowsContent = this.#has(`${path} ${answer.status >= 400} ${shapeOf(main)}`);
    const knowsFrame = this.#has(frameOf(document));
    if ((knowsContent && knowsFrame) || this.#looked >= MAX_PAGES) return;
    this.#looked += 1;
    await this.#timed("html", () => checkHtml(answer.text, where));
    const part = knowsFrame ? "content" : "page";
    await this.#timed("accessibility", () => checkAccessibility(answer.text, where, part));
  }

  #has(key: string): boolean {
    const has = this.#known.has(key);
    this.#known.add(key);
    return has;
  }

  async #weigh(html: string, document: PageDocument) {
    const weight = { html: Buffer.byteLength(html), css: 0, js: 0 };
    for (const link of new Set(linksOf(document))) {
      const path = pathOf(link, "/")?.split(/[?#]/, 1)[0] ?? "";
      if (path.endsWith(".css")) weight.css += await this.#options.sizeOf(path);
      if (path.endsWith(".js")) weight.js += await this.#options.sizeOf(path);
    }
    return weight;
  }

  async #timed(check: Check, run: () => Promise<Finding[]>): Promise<void> {
    if (!this.#options.checks.has(check)) return;
    const start = this.#options.now();
    for (const finding of await run()) {
      // The same fault of the frame stands on every page; it is told once.
      const key = `${finding.check} ${finding.message}`;
      if (this.#reported.has(key)) continue;
      this.#reported.add(key);
      this.findings.push(finding);
    }
    this.spent.set(check, (this.spent.get(check) ?? 0) + this.#options.now() - start);
  }
}

/** What stands around the content: a page is judged as a whole once for each way it is built. */
function frameOf(document: PageDocument): string {
  const parts = document.querySelectorAll("body > *, header, footer");
  return `frame ${[...parts].map((part) => (part.matches("main") ? "main" : shapeOf(part))).join(" | ")}`;
}

/** The kinds of elements in a part of a page, without their number, order and texts. */
function shapeOf(part: PageElement): string {
  const kinds = new Set<string>();
  for (const element of [part, ...part.getElementsByTagName("*")]) {
    const traits = ["class", "type", "role"].map((name) => element.getAttribute(name) ?? "");
    kinds.add(`${element.tagName}.${traits.join(".")}`);
  }
  return [...kinds].sort().join(" ");
}
