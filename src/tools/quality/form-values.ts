import type { Control, Form } from "./page.ts";

/** What goes into one control: a text, or a file. */
export type Entry = readonly [name: string, value: string | File];

export interface FillingPerson {
  readonly email: string;
  readonly password: string;
  readonly ownerKey: string;
  /** Grows with each form, so that what must be unique is. */
  readonly turn: number;
}

/** What a person would enter, going by the label, hint and kind of each control. */
export function validEntries({ controls }: Form, person: FillingPerson): Entry[] {
  const signsIn = controls.some(({ autocomplete }) => autocomplete === "current-password");
  const done = new Set<string>();
  return controls.flatMap((control): Entry[] => {
    const { name, type, required } = control;
    if (type === "checkbox") return required || control.checked ? [[name, control.value || "on"]] : [];
    if (type === "radio") {
      if (done.has(name)) return [];
      done.add(name);
      return [[name, control.choices[0] ?? "on"]];
    }
    if (type === "file") return [[name, sampleFile(control)]];
    return [[name, validText(control, person, signsIn)]];
  });
}

function validText(control: Control, person: FillingPerson, signsIn: boolean): string {
  const { type, value, text, placeholder, choices } = control;
  if (type === "hidden") return value;
  if (type === "password") return /owner key/i.test(text) ? person.ownerKey : person.password;
  if (type === "select") return value || (choices.find((choice) => choice !== "") ?? "");
  const word = /\btype "?([\w-]+)"? to confirm/i.exec(text)?.[1];
  if (word) return word;
  if (type === "email" || control.autocomplete === "email") {
    return signsIn ? person.email : `person-${person.turn}@example.com`;
  }
  if (value) return value;
  return sampleText(control) || cut(placeholder, control) || cut(`Example ${person.turn}`, control);
}

/** Examples for kinds of text that not any words will do for. */
function sampleText({ type, text, min, max, name, inputMode }: Control): string {
  const card = /\b\d{4}(?: \d{4}){3}\b/.exec(text)?.[0];
  if (card) return card;
  switch (type) {
    case "number":
    case "range":
      return min || (Number(max) < 1 ? max : "1");
    case "date":
      return "2026-06-15";
    case "datetime-local":
      return "2026-06-15T12:00";
    case "time":
      return "12:00";
    case "month":
      return "2026-06";
    case "url":
      return "https://example.com/";
    case "tel":
      return "+1 555 0100";
    case "color":
      return "#2f5fd0";
  }
  if (/price|amount|budget|\bfee\b/i.test(`${name} ${text}`)) return "12.50";
  if (inputMode === "numeric" || inputMode === "decimal") return "12";
  if (/\bslug\b|short name/i.test(`${name} ${text}`)) return "an-example";
  return "";
}

function cut(text: string, { maxLength }: Control): string {
  return text.slice(0, maxLength);
}

function sampleFile({ text, name }: Control): File {
  return /image|photo|picture|logo/i.test(`${name} ${text}`)
    ? new File([Buffer.from(ONE_PIXEL, "base64")], "pixel.png", { type: "image/png" })
    : new File(["date,value\n2026-01-01,1\n2026-01-02,2\n"], "example.csv", { type: "text/csv" });
}

const ONE_PIXEL =
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

export interface InvalidEntries {
  readonly what: string;
  readonly entries: readonly Entry[];
  /** Whether it must be refused, not only withstood. */
  readonly refused: boolean;
}

/** Ways to fill a form in wrongly: not at all, with nonsense, with what the page never offered. */
export function invalidEntries(form: Form): InvalidEntries[] {
  const asked = form.controls.filter(({ type }) => type !== "hidden");
  const kept = form.controls
    .filter(({ type }) => type === "hidden")
    .map(({ name, value }): Entry => [name, value]);
  const posts = form.method === "POST";
  const wrong: InvalidEntries[] = [];
  if (asked.length > 0) {
    const empty = asked.filter(({ type }) => type !== "checkbox" && type !== "radio" && type !== "file");
    wrong.push({
      what: "nothing filled in",
      entries: [...kept, ...empty.map(({ name }): Entry => [name, ""])],
      refused: posts && asked.some(({ required }) => required),
    });
    wrong.push({
      what: "nonsense",
      entries: [...kept, ...asked.map((control): Entry => [control.name, nonsense(control)])],
      refused: posts && asked.some(({ type }) => type !== "checkbox" && type !== "password"),
    });
  }
  if (kept.length > 0) {
    wrong.push({
      what: "changed hidden values",
      entries: form.controls.map(
        ({ name, type, value }): Entry => [name, type === "hidden" ? "-1'<" : value],
      ),
      refused: false,
    });
  }
  return wrong;
}

const NONSENSE: Readonly<Record<string, string>> = {
  email: "nobody",
  number: "abc",
  range: "abc",
  date: "2026-13-45",
  "datetime-local": "never",
  time: "99:99",
  url: "javascript:alert(1)",
  select: "no-such-choice",
  radio: "no-such-choice",
  checkbox: "no-such-choice",
};

/** Too long for any field, with markup and a control character. */
const LONG = `\u0000<script>"'${"x".repeat(20_000)}`;

function nonsense({ type }: Control): string {
  return NONSENSE[type] ?? LONG;
}
