import type { PageDocument, PageElement } from "./dom.ts";

/** A control that a person fills in, or a hidden one that the page did. */
export interface Control {
  readonly name: string;
  /** The type of an input, or textarea or select. */
  readonly type: string;
  readonly value: string;
  readonly required: boolean;
  readonly checked: boolean;
  /** Values of a select, or of radio buttons of the same name. */
  readonly choices: readonly string[];
  /** Its label, hint and placeholder: what a person would go by. */
  readonly text: string;
  readonly placeholder: string;
  readonly autocomplete: string;
  readonly inputMode: string;
  readonly min: string;
  readonly max: string;
  readonly maxLength: number | undefined;
}

export interface Form {
  readonly method: "GET" | "POST";
  readonly action: string;
  readonly multipart: boolean;
  readonly controls: readonly Control[];
  /** What its button says. */
  readonly button: string;
}

/** Every address of the page that must answer: links, images, style sheets, scripts. */
export function linksOf(document: PageDocument): string[] {
  const found: string[] = [];
  for (const [selector, attribute] of [
    ["a[href], link[href], area[href]", "href"],
    ["img[src], script[src], iframe[src], source[src], audio[src], video[src]", "src"],
  ] as const) {
    for (const element of document.querySelectorAll(selector)) {
      found.push(element.getAttribute(attribute) ?? "");
    }
  }
  return found;
}

export function formsOf(document: PageDocument): Form[] {
  return [...document.querySelectorAll("form")].map((form) => {
    const id = form.getAttribute("id");
    const outside = id
      ? [...document.querySelectorAll("[form]")].filter((one) => one.getAttribute("form") === id)
      : [];
    const elements = [...form.querySelectorAll("input, select, textarea"), ...outside];
    const submit = form.querySelector('button:not([type="button"]), input[type="submit"]');
    const pressed = submit?.getAttribute("name");
    const controls = elements.flatMap((element) => controlOf(document, element, elements) ?? []);
    return {
      method: form.getAttribute("method")?.toUpperCase() === "POST" ? "POST" : "GET",
      action: form.getAttribute("action") ?? "",
      multipart: form.getAttribute("enctype") === "multipart/form-data",
      controls:
        pressed && submit ? [...controls, hidden(pressed, submit.getAttribute("value") ?? "")] : controls,
      button: (submit?.getAttribute("aria-label") ?? submit?.textContent ?? "").trim(),
    };
  });
}

const NOT_SENT = new Set(["submit", "button", "reset", "image"]);

function controlOf(
  document: PageDocument,
  element: PageElement,
  all: readonly PageElement[],
): Control | undefined {
  const name = element.getAttribute("name");
  const tag = element.tagName.toLowerCase();
  const type = tag === "input" ? (element.getAttribute("type") ?? "text").toLowerCase() : tag;
  if (!name || NOT_SENT.has(type) || element.hasAttribute("disabled")) return undefined;
  const maxLength = Number(element.getAttribute("maxlength") ?? Number.NaN);
  return {
    name,
    type,
    value: presetOf(element, tag),
    required: element.hasAttribute("required"),
    checked: element.hasAttribute("checked"),
    choices: choicesOf(element, type, name, all),
    text: textAbout(document, element),
    placeholder: element.getAttribute("placeholder") ?? "",
    autocomplete: element.getAttribute("autocomplete") ?? "",
    inputMode: element.getAttribute("inputmode") ?? "",
    min: element.getAttribute("min") ?? "",
    max: element.getAttribute("max") ?? "",
    maxLength: Number.isNaN(maxLength) ? undefined : maxLength,
  };
}

function hidden(name: string, value: string): Control {
  const nothing = {
    text: "",
    placeholder: "",
    autocomplete: "",
    inputMode: "",
    min: "",
    max: "",
    maxLength: undefined,
  };
  return { name, type: "hidden", value, required: false, checked: false, choices: [], ...nothing };
}

function presetOf(element: PageElement, tag: string): string {
  if (tag === "textarea") return element.textContent ?? "";
  if (tag === "select") return element.querySelector("option[selected]")?.getAttribute("value") ?? "";
  return element.getAttribute("value") ?? "";
}

function choicesOf(element: PageElement, type: string, name: string, all: readonly PageElement[]): string[] {
  if (type === "select") {
    return [...element.querySelectorAll("option:not([disabled])")].map(
      (option) => option.getAttribute("value") ?? option.textContent ?? "",
    );
  }
  if (type !== "radio") return [];
  return all
    .filter((other) => other.getAttribute("name") === name && other.matches('[type="radio"]'))
    .map((other) => other.getAttribute("value") ?? "on");
}

function textAbout(document: PageDocument, element: PageElement): string {
  const id = element.getAttribute("id");
  const labels = id
    ? [...document.querySelectorAll("label[for]")].filter((label) => label.getAttribute("for") === id)
    : [];
  const around = element.closest("label");
  const described = (element.getAttribute("aria-describedby") ?? "")
    .split(/\s+/)
    .flatMap((one) => (one ? (document.getElementById(one) ?? []) : []));
  return [...labels, ...(around ? [around] : []), ...described]
    .map((one) => one.textContent ?? "")
    .concat(element.getAttribute("aria-label") ?? "")
    .join(" ")
    .replace(/\s+/g, " ")
    .trim();
}

/** What a page says is wrong with what was entered; empty when it says nothing. */
export function problemOf(document: PageDocument): string {
  const texts = [...document.querySelectorAll('[role="alert"], .error')].map(
    (one) => one.textContent?.trim() ?? "",
  );
  return texts.filter(Boolean).join(" ");
}
