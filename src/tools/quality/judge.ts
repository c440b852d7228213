import { errorFinding, type Finding, warningFinding } from "./finding.ts";
import type { PageReader, ReadPage } from "./page-reader.ts";
import type { Answer, QualityVisitor } from "./visitor.ts";

/** Requests of one person: far more than a product of this kind has pages and forms. */
const MAX_REQUESTS = 1_500;

export interface Person {
  readonly role: "visitor" | "user" | "owner";
  readonly visitor: QualityVisitor;
  readonly email: string;
  readonly password: string;
  readonly ownerKey: string;
  /** Where its count of forms begins, so that no two people enter the same. */
  readonly firstTurn: number;
}

export interface JudgeOptions {
  readonly reader: PageReader;
  /** What the product reported since it was asked last: the reason of a 500. */
  readonly lastError: () => string | undefined;
}

type Subject = "links" | "forms";

/** What is thought of the answers that one person gets. */
export class Judge {
  readonly findings: Finding[] = [];
  readonly #role: Person["role"];
  readonly #options: JudgeOptions;
  #answers = 0;

  constructor(role: Person["role"], options: JudgeOptions) {
    this.#role = role;
    this.#options = options;
  }

  /** True, and told, when the product failed. */
  isBroken(answer: Answer, where: string, check: Subject): boolean {
    this.#answers += 1;
    if (answer.lost) this.error(check, where, "Redirects without end.");
    if (answer.status < 500) return answer.lost;
    const reason = this.#options.lastError() ?? answer.text.slice(0, 200);
    this.error(check, where, `Answers ${answer.status}: ${reason}`);
    return true;
  }

  /** undefined when it is no page. */
  async read(answer: Answer, where: string): Promise<ReadPage | undefined> {
    if (!(answer.headers.get("content-type") ?? "").startsWith("text/html")) return undefined;
    return this.#options.reader.read(answer, this.#as(where));
  }

  /** What the answer says is wrong; empty when it says nothing. */
  async problem(answer: Answer, where: string): Promise<string> {
    return (await this.read(answer, where))?.problem ?? answer.text.slice(0, 200);
  }

  error(check: Subject, where: string, message: string): void {
    this.#tell(errorFinding(check, this.#as(where), message));
  }

  warning(check: Subject, where: string, message: string): void {
    this.#tell(warningFinding(check, this.#as(where), message));
  }

  hasEnough(): boolean {
    return this.#answers >= MAX_REQUESTS;
  }

  /** Pages are looked at more than once. */
  #tell(finding: Finding): void {
    const isKnown = this.findings.some(
      ({ where, message }) => where === finding.where && message === finding.message,
    );
    if (!isKnown) this.findings.push(finding);
  }

  #as(where: string): string {
    return `${where} as ${this.#role}`;
  }
}
