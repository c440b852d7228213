import { type Entry, type FillingPerson, invalidEntries, validEntries } from "./form-values.ts";
import type { Judge, Person } from "./judge.ts";
import type { Form } from "./page.ts";
import { type Answer, pathOf, templateOf } from "./visitor.ts";

/** Other sites may post here; the kit says so too. */
const OPEN_PATHS = /^\/(?:embed|api)\//;
const ENDS =
  /delete|remove|cancel|sign-?out|unsubscribe|archive|revoke|unpublish|disable|refund|reject|withdraw|leave|close\b/i;
const SIGN_IN_FORMS = new Set(["/sign-in", "/sign-up", "/owner/sign-in"]);
/** What a form may answer when it does not want what it got. */
const REFUSALS = new Set([400, 409, 422, 429]);

export interface FormSenderOptions {
  readonly person: Person;
  readonly judge: Judge;
  /** Told of each answer; `goOn` says whether forms of that page are to be sent too. */
  readonly onAnswer: (answer: Answer, where: string, goOn: boolean) => Promise<void>;
}

interface PostponedForm {
  readonly form: Form;
  readonly page: string;
}

/** Sends the forms that one person meets, each kind once: from another site, wrongly filled in, and rightly. */
export class FormSender {
  readonly #options: FormSenderOptions;
  readonly #met = new Set<string>();
  readonly #tried = new Set<string>();
  readonly #postponed: PostponedForm[] = [];
  #turn: number;

  constructor(options: FormSenderOptions) {
    this.#options = options;
    this.#turn = options.person.firstTurn;
  }

  /** How many kinds of forms were met. */
  get size(): number {
    return this.#met.size;
  }

  /** A form on a page. What ends something is sent later (sendPostponed). */
  async meet(form: Form, page: string): Promise<void> {
    const { person, judge } = this.#options;
    const target = pathOf(form.action || page, page);
    if (target === undefined) {
      judge.error("forms", `form on ${page}`, `Sends to another site: ${form.action}`);
      return;
    }
    if (person.role !== "visitor" && SIGN_IN_FORMS.has(target.split("?", 1)[0] ?? target)) return;
    // Buttons that differ in what they carry hidden are different; a form for each of many rows is the same.
    const carried = form.controls
      .filter(({ type }) => type === "hidden")
      .map(({ name, value }) => `${name}=${value}`);
    const key = `${kindOf(form, target)} ${carried.join("&").replace(/\d+/g, ":id")}`;
    if (this.#met.has(key)) return;
    this.#met.add(key);
    if (ENDS.test(`${target} ${form.button}`)) this.#postponed.push({ form, page });
    else await this.#send(form, page, false);
  }

  /** What ends something comes last, and signing out after everything. */
  async sendPostponed(): Promise<void> {
    const rank = ({ form }: PostponedForm) =>
      /sign-?out/i.test(form.action) ? 2 : /account/i.test(form.action) ? 1 : 0;
    const ordered = [...this.#postponed].sort((a, b) => rank(a) - rank(b));
    for (const { form, page } of ordered) await this.#send(form, page, true);
  }

  async #send(form: Form, page: string, isLast: boolean): Promise<void> {
    const { person, judge, onAnswer } = this.#options;
    const target = pathOf(form.action || page, page) ?? page;
    const where = `${form.method} ${target}`;
    if (!this.#tried.has(kindOf(form, target))) {
      this.#tried.add(kindOf(form, target));
      await this.#sendFromElsewhere(form, target, where);
      await this.#sendInvalid(form, target, where);
    }
    if (judge.hasEnough()) return;
    this.#turn += 1;
    const answer = await this.#submit(form, target, validEntries(form, this.#filling()));
    if (judge.isBroken(answer, where, "forms")) return;
    // Of two forms that end something, the first may have ended what the second is about.
    const isGone = isLast && (answer.status === 404 || answer.status === 409);
    if (answer.status >= 400 && !isGone) await this.#judgeRefusal(answer, where);
    if (person.role === "visitor" && person.visitor.isSignedIn()) {
      // Signing in worked; this person goes on without.
      person.visitor.signOut();
      return;
    }
    await onAnswer(answer, where, !isLast);
  }

  async #judgeRefusal(answer: Answer, where: string): Promise<void> {
    const { judge } = this.#options;
    const { status } = answer;
    if (!REFUSALS.has(status)) {
      judge.error("forms", where, `Filled in as its labels ask, it answers ${status}.`);
      return;
    }
    const why = (await judge.problem(answer, where)) || `status ${status}`;
    judge.warning("forms", where, `Refuses what its labels ask for: ${why}`);
  }

  async #sendInvalid(form: Form, target: string, where: string): Promise<void> {
    const { person, judge, onAnswer } = this.#options;
    for (const { what, entries, refused } of invalidEntries(form)) {
      if (judge.hasEnough()) return;
      const answer = await this.#submit(form, target, entries);
      if (person.role === "visitor") person.visitor.signOut();
      if (judge.isBroken(answer, `${where}, ${what}`, "forms")) continue;
      const { status } = answer;
      if (refused && status < 400) {
        judge.error("forms", where, `Accepts ${what}: it answers ${status}.`);
      } else if (refused && status !== 404 && (await judge.problem(answer, where)) === "") {
        judge.error("forms", where, `With ${what} it answers ${status} and does not say why.`);
      }
      if (status >= 400) await onAnswer(answer, `${where}, ${what}`, false);
    }
  }

  async #sendFromElsewhere(form: Form, target: string, where: string): Promise<void> {
    if (form.method !== "POST" || OPEN_PATHS.test(target)) return;
    const { person, judge } = this.#options;
    const body = new URLSearchParams({ from: "elsewhere" });
    const { status } = await person.visitor.post(target, body, "https://elsewhere.test");
    if (status === 403) return;
    judge.error("forms", where, `Another site can send this form: it answers ${status}, not 403.`);
  }

  #submit(form: Form, target: string, entries: readonly Entry[]): Promise<Answer> {
    const { visitor } = this.#options.person;
    if (form.method === "POST" && form.multipart) {
      const data = new FormData();
      for (const [name, value] of entries) data.append(name, value);
      return visitor.post(target, data);
    }
    const fields = new URLSearchParams(
      entries.map(([name, value]): [string, string] => [name, String(value)]),
    );
    if (form.method === "POST") return visitor.post(target, fields);
    return visitor.get(`${target.split("?", 1)[0]}?${String(fields).slice(0, MAX_QUERY)}`);
  }

  #filling(): FillingPerson {
    const { email, password, ownerKey } = this.#options.person;
    return { email, password, ownerKey, turn: this.#turn };
  }
}

/** Servers refuse longer addresses by themselves. */
const MAX_QUERY = 4_000;

function kindOf(form: Form, target: string): string {
  return `${form.method} ${templateOf(target)} ${form.controls.map(({ name }) => name).join(",")}`;
}
