import type { Finding } from "./finding.ts";
import { FormSender } from "./form-sender.ts";
import { Judge, type JudgeOptions, type Person } from "./judge.ts";
import type { ReadPage } from "./page-reader.ts";
import { type Answer, ORIGIN, pathOf, templateOf } from "./visitor.ts";

/** Pages of one kind, such as articles, that are read for links and forms; the others must only answer. */
const MAX_ALIKE = 8;
/** What forms add shows on pages seen before, which are looked at again this often. */
const ROUNDS = 3;
/** Where the owner sees what was sent to others; its links are absolute, those of the pages around it are not. */
const OUTBOX = "/owner/outbox";
/** Where a link was found that stood on no page. */
const MAIL = "an e-mail";
const NO_PAGE = "/no-such-page-of-this-product";

export interface CrawlOptions extends JudgeOptions {
  /** Paths in e-mail that went out since it was asked last. */
  readonly mailLinks: () => readonly string[];
}

/** Walks through a product as one person: follows every link, sends every form, rightly and wrongly filled in. */
export class Crawl {
  readonly #person: Person;
  readonly #options: CrawlOptions;
  readonly #judge: Judge;
  readonly #forms: FormSender;
  /** Where each address was found. */
  readonly #found = new Map<string, string>();
  readonly #visited = new Set<string>();
  readonly #alike = new Map<string, number>();
  readonly #deadMail = new Map<string, number>();

  constructor(person: Person, options: CrawlOptions) {
    this.#person = person;
    this.#options = options;
    this.#judge = new Judge(person.role, options);
    const onAnswer = (answer: Answer, where: string, goOn: boolean) => this.#take(answer, where, goOn);
    this.#forms = new FormSender({ person, judge: this.#judge, onAnswer });
  }

  async walk(starts: readonly string[]): Promise<readonly Finding[]> {
    for (const path of starts) this.#found.set(path, "the start");
    for (let round = 0; round < ROUNDS; round += 1) {
      const before = this.#found.size + this.#forms.size;
      this.#alike.clear();
      if (round > 0) for (const path of this.#visited) await this.#visit(path);
      await this.#visitNew();
      if (round > 0 && this.#found.size + this.#forms.size === before) break;
    }
    // Before anything is ended that a message is about.
    await this.#readMail();
    await this.#forms.sendPostponed();
    await this.#askNonsense();
    if (this.#judge.hasEnough()) {
      this.#judge.warning("links", "/", "There are too many pages and forms: the rest was not looked at.");
    }
    return this.#judge.findings;
  }

  /** Follows the links of e-mail. */
  async #readMail(): Promise<void> {
    const links: string[] = [];
    // What a link of a message leads to may send another message, such as a welcome after a confirmation.
    for (let more = this.#options.mailLinks(); more.length > 0; more = this.#options.mailLinks()) {
      links.push(...more);
      for (const path of more) if (!this.#found.has(path)) this.#found.set(path, MAIL);
      await this.#visitNew();
    }
    const answered = new Set(links.filter((path) => !this.#deadMail.has(path)).map(templateOf));
    for (const [path, status] of this.#deadMail) {
      if (answered.has(templateOf(path))) continue;
      this.#judge.error("links", `GET ${path}`, `Answers ${status}; linked from ${MAIL}.`);
    }
  }

  /** A Map may grow while it is walked through: what a page links to comes after it. */
  async #visitNew(): Promise<void> {
    for (const path of this.#found.keys()) if (!this.#visited.has(path)) await this.#visit(path);
  }

  async #visit(path: string): Promise<void> {
    if (this.#judge.hasEnough()) return;
    const isFirst = !this.#visited.has(path);
    this.#visited.add(path);
    const answer = await this.#person.visitor.get(path);
    const where = `GET ${path}`;
    if (this.#judge.isBroken(answer, where, "links")) return;
    if (answer.status >= 400) {
      const from = this.#found.get(path) ?? "/";
      // A form may have made an end of it since the link was read.
      if (!isFirst || !(await this.#standsOn(from, path))) return;
      // A link may be good once, or until the next message; but not all of a kind can be used up.
      if (from === MAIL) this.#deadMail.set(path, answer.status);
      else this.#judge.error("links", where, `Answers ${answer.status}; linked from ${from}.`);
      return;
    }
    const template = templateOf(path);
    const alike = (this.#alike.get(template) ?? 0) + 1;
    this.#alike.set(template, alike);
    if (alike <= MAX_ALIKE) await this.#take(answer, where);
  }

  /** Whether a page still links to another. */
  async #standsOn(page: string, path: string): Promise<boolean> {
    if (!page.startsWith("/")) return true;
    const now = await this.#person.visitor.get(page);
    const read = await this.#judge.read(now, `GET ${page}`);
    return !read || read.links.some((link) => pathOf(link, page)?.split("#", 1)[0] === path);
  }

  /** Takes links and forms from a page. */
  async #take(answer: Answer, where: string, sendForms = true): Promise<void> {
    const page = await this.#judge.read(answer, where);
    if (!page) return;
    for (const link of page.links) this.#takeLink(link, answer.path, page, where);
    if (!sendForms) return;
    for (const form of page.forms) await this.#forms.meet(form, answer.path);
  }

  #takeLink(link: string, path: string, { ids }: ReadPage, where: string): void {
    if (link.trim() === "") this.#judge.error("links", where, "A link leads nowhere.");
    const target = pathOf(link, path);
    if (link.trim() === "" || target === undefined) return;
    if (path.startsWith(OUTBOX) && link.startsWith(ORIGIN)) return;
    const [page = "", fragment] = target.split("#", 2);
    // The page itself need not answer a second time: it may be that of a refused form.
    if (page !== path && !this.#found.has(page)) this.#found.set(page, path);
    if (page === path && fragment && !ids.has(decodeURIComponent(fragment))) {
      this.#judge.error("links", where, `There is no #${fragment} on the page.`);
    }
  }

  /** Ids that don't exist and senseless queries must not break anything. */
  async #askNonsense(): Promise<void> {
    const kinds = new Map([...this.#visited].map((path) => [templateOf(path), path]));
    for (const [template, path] of kinds) {
      if (this.#judge.hasEnough() || !/:id|\?/.test(template)) continue;
      const url = new URL(path, ORIGIN);
      for (const key of [...url.searchParams.keys()]) url.searchParams.set(key, "-1'<\u0000");
      const asked = url.pathname.replace(/\/[\w-]*\d[\w-]*(?=\/|$)/g, "/999999999") + url.search;
      this.#judge.isBroken(await this.#person.visitor.get(asked), `GET ${asked}`, "links");
    }
    const answer = await this.#person.visitor.get(NO_PAGE);
    if (answer.status === 404) await this.#take(answer, `GET ${NO_PAGE}`, false);
    else this.#judge.error("links", `GET ${NO_PAGE}`, `Answers ${answer.status}, not 404.`);
  }
}
