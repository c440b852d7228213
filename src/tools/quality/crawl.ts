import { errorFinding, type Finding, warningFinding } from "./finding.ts";
import { type Entry, type FillingPerson, invalidEntries, validEntries } from "./form-values.ts";
import type { Form } from "./page.ts";
import type { PageReader, ReadPage } from "./page-reader.ts";
import { type Answer, ORIGIN, pathOf, type QualityVisitor, templateOf } from "./visitor.ts";

/** Requests of one person: far more than a product of this kind has pages and forms. */
const MAX_REQUESTS = 1_500;
/** Pages of one kind, such as articles, that are read for links and forms; the others must only answer. */
const MAX_ALIKE = 8;
/** What forms add shows on pages seen before, which are looked at again this often. */
const ROUNDS = 3;
/** Other sites may post here; the kit says so too. */
const OPEN_PATHS = /^\/(?:embed|api)\//;
const ENDS =
  /delete|remove|cancel|sign-?out|unsubscribe|archive|revoke|unpublish|disable|refund|reject|withdraw|leave|close\b/i;
/** Where the owner sees what was sent to others; its links are absolute, those of the pages around it are not. */
const OUTBOX = "/owner/outbox";
/** Where a link was found that stood on no page. */
const MAIL = "an e-mail";
const SIGN_IN_FORMS = new Set(["/sign-in", "/sign-up", "/owner/sign-in"]);

export interface Person {
  readonly role: "visitor" | "user" | "owner";
  readonly visitor: QualityVisitor;
  readonly email: string;
  readonly password: string;
  readonly ownerKey: string;
  /** Where its count of forms begins, so that no two people enter the same. */
  readonly firstTurn: number;
}

export interface CrawlOptions {
  readonly reader: PageReader;
  /** What the product reported since it was asked last: the reason of a 500. */
  readonly lastError: () => string | undefined;
  /** Paths in e-mail that went out since it was asked last. */
  readonly mailLinks: () => readonly string[];
}

interface PostponedForm {
  readonly form: Form;
  readonly page: string;
}

/** Walks through a product as one person: follows every link, sends every form, rightly and wrongly filled in. */
export class Crawl {
  readonly findings: Finding[] = [];
  readonly #person: Person;
  readonly #options: CrawlOptions;
  /** Where each address was found. */
  readonly #found = new Map<string, string>();
  readonly #visited = new Set<string>();
  readonly #alike = new Map<string, number>();
  readonly #sent = new Set<string>();
  readonly #tried = new Set<string>();
  readonly #deadMail = new Map<string, number>();
  readonly #postponed: PostponedForm[] = [];
  #requests = 0;
  #turn: number;

  constructor(person: Person, options: CrawlOptions) {
    this.#person = person;
    this.#turn = person.firstTurn;
    this.#options = options;
  }

  async walk(starts: readonly string[]): Promise<void> {
    for (const path of starts) this.#found.set(path, "the start");
    for (let round = 0; round < ROUNDS; round += 1) {
      const before = this.#found.size + this.#sent.size;
      this.#alike.clear();
      if (round > 0) for (const path of this.#visited) await this.#visit(path);
      await this.#visitNew();
      if (round > 0 && this.#found.size + this.#sent.size === before) break;
    }
    await this.#readMail();
    await this.#sendPostponed();
    await this.#askNonsense();
    if (this.#requests >= MAX_REQUESTS) {
      this.#report(
        "warning",
        "links",
        "/",
        `More than ${MAX_REQUESTS} requests: the rest was not looked at.`,
      );
    }
  }

  /** Before anything is ended that a message is about. */
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
      this.#report("error", "links", `GET ${path}`, `Answers ${status}; linked from ${MAIL}.`);
    }
  }

  /** A Map may grow while it is walked through: what a page links to comes after it. */
  async #visitNew(): Promise<void> {
    for (const path of this.#found.keys()) if (!this.#visited.has(path)) await this.#visit(path);
  }

  async #visit(path: string): Promise<void> {
    if (this.#full()) return;
    const isFirst = !this.#visited.has(path);
    this.#visited.add(path);
    const answer = await this.#person.visitor.get(path);
    const where = `GET ${path}`;
    if (this.#broken(answer, where, "links")) return;
    if (answer.status >= 400) {
      const from = this.#found.get(path) ?? "/";
      // A form may have made an end of it since the link was read.
      if (!isFirst || !(await this.#standsOn(from, path))) return;
      // A link may be good once, or until the next message; but not all of a kind can be used up.
      if (from === MAIL) this.#deadMail.set(path, answer.status);
      else this.#report("error", "links", where, `Answers ${answer.status}; linked from ${from}.`);
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
    if (!isHtml(now)) return true;
    const { links } = await this.#options.reader.read(now, this.#as(`GET ${page}`));
    return links.some((link) => pathOf(link, page)?.split("#", 1)[0] === path);
  }

  /** Takes links and forms from a page. */
  async #take(answer: Answer, where: string, sendForms = true): Promise<void> {
    if (!isHtml(answer)) return;
    const page = await this.#options.reader.read(answer, this.#as(where));
    for (const link of page.links) this.#takeLink(link, answer.path, page, where);
    if (!sendForms) return;
    for (const form of page.forms) await this.#handle(form, answer.path);
  }

  #takeLink(link: string, path: string, { ids }: ReadPage, where: string): void {
    if (link.trim() === "") this.#report("error", "links", where, "A link leads nowhere.");
    const target = pathOf(link, path);
    if (link.trim() === "" || target === undefined) return;
    if (path.startsWith(OUTBOX) && link.startsWith(ORIGIN)) return;
    const [page = "", fragment] = target.split("#", 2);
    // The page itself need not answer a second time: it may be that of a refused form.
    if (page !== path && !this.#found.has(page)) this.#found.set(page, path);
    if (page === path && fragment && !ids.has(decodeURIComponent(fragment))) {
      this.#report("error", "links", where, `There is no #${fragment} on the page.`);
    }
  }
  async #handle(form: Form, page: string): Promise<void> {
    const target = pathOf(form.action || page, page);
    if (target === undefined) {
      this.#report("error", "forms", `form on ${page}`, `Sends to another site: ${form.action}`);
      return;
    }
    const path = target.split("?", 1)[0] ?? target;
    if (this.#person.role !== "visitor" && SIGN_IN_FORMS.has(path)) return;
    // Buttons that differ in what they carry hidden are different; a form for each of many rows is the same.
    const carried = form.controls
      .filter(({ type }) => type === "hidden")
      .map(({ name, value }) => `${name}=${value}`);
    const key = `${kindOf(form, target)} ${carried.join("&").replace(/\d+/g, ":id")}`;
    if (this.#sent.has(key)) return;
    this.#sent.add(key);
    if (ENDS.test(`${target} ${form.button}`)) this.#postponed.push({ form, page });
    else await this.#send(form, page, false);
  }

  async #send(form: Form, page: string, last: boolean): Promise<void> {
    const target = pathOf(form.action || page, page) ?? page;
    const where = `${form.method} ${target}`;
    if (!this.#tried.has(kindOf(form, target))) {
      this.#tried.add(kindOf(form, target));
      await this.#sendFromElsewhere(form, target, where);
      await this.#sendInvalid(form, target, where);
    }
    if (this.#full()) return;
    this.#turn += 1;
    const answer = await this.#submit(form, target, validEntries(form, this.#filling()));
    if (this.#broken(answer, where, "forms")) return;
    // Of two forms that end something, the first may have ended what the second is about.
    const gone = last && (answer.status === 404 || answer.status === 409);
    if (answer.status >= 400 && !gone) await this.#judgeRefusal(answer, where);
    if (this.#person.role === "visitor" && this.#person.visitor.isSignedIn()) {
      // Signing in worked; this person goes on without.
      this.#person.visitor.signOut();
      return;
    }
    await this.#take(answer, where, !last);
  }

  async #judgeRefusal(answer: Answer, where: string): Promise<void> {
    const { status } = answer;
    if (status === 422 || status === 429 || status === 409 || status === 400) {
      const why = (await this.#problem(answer, where)) || `status ${status}`;
      this.#report("warning", "forms", where, `Refuses what its labels ask for: ${why}`);
    } else {
      this.#report("error", "forms", where, `Filled in as its labels ask, it answers ${status}.`);
    }
  }

  async #sendInvalid(form: Form, target: string, where: string): Promise<void> {
    for (const { what, entries, refused } of invalidEntries(form)) {
      if (this.#full()) return;
      const answer = await this.#submit(form, target, entries);
      if (this.#broken(answer, `${where}, ${what}`, "forms")) continue;
      if (this.#person.role === "visitor") this.#person.visitor.signOut();
      if (refused && answer.status < 400) {
        this.#report("error", "forms", where, `Accepts ${what}: it answers ${answer.status}.`);
      } else if (refused && answer.status !== 404 && (await this.#problem(answer, where)) === "") {
        this.#report(
          "error",
          "forms",
          where,
          `With ${what} it answers ${answer.status} and does not say why.`,
        );
      }
      if (answer.status >= 400) await this.#take(answer, `${where}, ${what}`, false);
    }
  }

  async #sendFromElsewhere(form: Form, target: string, where: string): Promise<void> {
    if (form.method !== "POST" || OPEN_PATHS.test(target)) return;
    this.#requests += 1;
    const body = new URLSearchParams({ from: "elsewhere" });
    const answer = await this.#person.visitor.post(target, body, "https://elsewhere.test");
    if (answer.status !== 403) {
      this.#report(
        "error",
        "forms",
        where,
        `Another site can send this form: it answers ${answer.status}, not 403.`,
      );
    }
  }

  /** What ends something comes last, and signing out after everything. */
  async #sendPostponed(): Promise<void> {
    const rank = ({ form }: PostponedForm) =>
      /sign-?out/i.test(form.action) ? 2 : /account/i.test(form.action) ? 1 : 0;
    const ordered = [...this.#postponed].sort((a, b) => rank(a) - rank(b));
    for (const { form, page } of ordered) await this.#send(form, page, true);
  }

  /** Ids that don't exist and senseless queries must not break anything. */
  async #askNonsense(): Promise<void> {
    const kinds = new Map([...this.#visited].map((path) => [templateOf(path), path]));
    for (const [template, path] of kinds) {
      if (this.#full() || !/:id|\?/.test(template)) continue;
      const url = new URL(path, ORIGIN);
      for (const key of [...url.searchParams.keys()]) url.searchParams.set(key, "-1'<\u0000");
      const asked = url.pathname.replace(/\/[\w-]*\d[\w-]*(?=\/|$)/g, "/999999999") + url.search;
      this.#requests += 1;
      this.#broken(await this.#person.visitor.get(asked), `GET ${asked}`, "links");
    }
    const answer = await this.#person.visitor.get("/no-such-page-of-this-product");
    if (answer.status === 404) await this.#take(answer, "GET /no-such-page-of-this-product", false);
    else
      this.#report(
        "error",
        "links",
        "GET /no-such-page-of-this-product",
        `Answers ${answer.status}, not 404.`,
      );
  }

  #submit(form: Form, target: string, entries: readonly Entry[]): Promise<Answer> {
    this.#requests += 1;
    if (form.method === "GET") {
      const query = new URLSearchParams(
        entries.map(([name, value]): [string, string] => [name, String(value).slice(0, 2_000)]),
      );
      return this.#person.visitor.get(`${target.split("?", 1)[0]}?${query}`);
    }
    if (!form.multipart) {
      return this.#person.visitor.post(
        target,
        new URLSearchParams(entries.map(([name, value]): [string, string] => [name, String(value)])),
      );
    }
    const data = new FormData();
    for (const [name, value] of entries) data.append(name, value);
    return this.#person.visitor.post(target, data);
  }

  /** True, and reported, when the product failed. */
  #broken(answer: Answer, where: string, check: "links" | "forms"): boolean {
    this.#requests += 1;
    if (answer.lost) this.#report("error", check, where, "Redirects without end.");
    if (answer.status < 500) return answer.lost;
    const reason = this.#options.lastError() ?? answer.text.slice(0, 200);
    this.#report("error", check, where, `Answers ${answer.status}: ${reason}`);
    return true;
  }

  /** What the answer says is wrong. */
  async #problem(answer: Answer, where: string): Promise<string> {
    if (!isHtml(answer)) return answer.text.slice(0, 200);
    return (await this.#options.reader.read(answer, this.#as(where))).problem;
  }

  #report(severity: "error" | "warning", check: "links" | "forms", where: string, message: string): void {
    const finding = (severity === "error" ? errorFinding : warningFinding)(check, this.#as(where), message);
    // Pages are looked at more than once.
    const known = this.findings.some((one) => one.where === finding.where && one.message === finding.message);
    if (!known) this.findings.push(finding);
  }

  #as(where: string): string {
    return `${where} as ${this.#person.role}`;
  }

  #filling(): FillingPerson {
    const { email, password, ownerKey } = this.#person;
    return { email, password, ownerKey, turn: this.#turn };
  }

  #full(): boolean {
    return this.#requests >= MAX_REQUESTS;
  }
}

function kindOf(form: Form, target: string): string {
  return `${form.method} ${templateOf(target)} ${form.controls.map(({ name }) => name).join(",")}`;
}

function isHtml({ headers }: Answer): boolean {
  return (headers.get("content-type") ?? "").startsWith("text/html");
}
