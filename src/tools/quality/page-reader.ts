import { parsePage } from "./dom.ts";
import { type Form, formsOf, linksOf, problemOf } from "./page.ts";
import type { PageChecks } from "./page-checks.ts";
import type { Answer } from "./visitor.ts";

/** What the walk takes from a page. */
export interface ReadPage {
  readonly links: readonly string[];
  readonly forms: readonly Form[];
  readonly ids: ReadonlySet<string>;
  /** What it says is wrong with what was entered; empty when it says nothing. */
  readonly problem: string;
}

/** Reads pages and has them checked, each text once: most pages look the same to everybody, and later too. */
export class PageReader {
  readonly #checks: PageChecks;
  readonly #read = new Map<string, ReadPage>();

  constructor(checks: PageChecks) {
    this.#checks = checks;
  }

  async read(answer: Answer, where: string): Promise<ReadPage> {
    const known = this.#read.get(answer.text);
    if (known) return known;
    const document = parsePage(answer.text);
    const ids = [...document.querySelectorAll("[id]")].map((element) => element.getAttribute("id") ?? "");
    const page = {
      links: linksOf(document),
      forms: formsOf(document),
      ids: new Set(ids),
      problem: problemOf(document),
    };
    this.#read.set(answer.text, page);
    await this.#checks.look(answer, document, where);
    return page;
  }
}
