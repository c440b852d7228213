import { createRequire } from "node:module";

/** What the checks use of a page's elements. The types of the browser are not among those of Genesis. */
export interface PageElement {
  readonly tagName: string;
  readonly textContent: string | null;
  getAttribute(name: string): string | null;
  hasAttribute(name: string): boolean;
  matches(selector: string): boolean;
  closest(selector: string): PageElement | null;
  querySelector(selector: string): PageElement | null;
  querySelectorAll(selector: string): Iterable<PageElement>;
  getElementsByTagName(name: string): Iterable<PageElement>;
}
export interface PageDocument extends Pick<PageElement, "querySelector" | "querySelectorAll"> {
  readonly documentElement: PageElement;
  getElementById(id: string): PageElement | null;
}

interface Window {
  getComputedStyle: (element: PageElement) => ComputedStyle;
  readonly document: PageDocument;
  readonly HTMLCanvasElement: { readonly prototype: { getContext: () => null } };
  readonly DOMParser: new () => { parseFromString(html: string, type: "text/html"): PageDocument };
  close(): void;
}
interface Jsdom {
  readonly JSDOM: new (html: string, options: { url: string }) => { readonly window: Window };
}

const require = createRequire(import.meta.url);
let parser: InstanceType<Window["DOMParser"]> | undefined;

/** jsdom takes a moment to load, so it is loaded at the first page. */
function openWindow(html: string, url: string): Window {
  const { JSDOM } = require("jsdom") as Jsdom;
  return new JSDOM(html, { url }).window;
}

/** Reads a page as a browser does, without running its scripts. */
export function parsePage(html: string): PageDocument {
  parser ??= new (openWindow("", "about:blank").DOMParser)();
  return parser.parseFromString(html, "text/html");
}

interface ComputedStyle {
  readonly display: string;
  readonly visibility: string;
  getPropertyValue(name: string): string;
}

const NOT_SHOWN = /^(?:head|title|meta|link|script|style|template|noscript)$/i;
const INLINE = /^(?:a|abbr|b|code|em|i|kbd|label|small|span|strong|sub|sup)$/i;

/**
 * What stands in for the styles of elements. Those of jsdom take twice the time of all the rest, and know no more: the
 * style sheets of a page are not loaded.
 */
function styleOf(element: PageElement): ComputedStyle {
  const hidden = NOT_SHOWN.test(element.tagName) || element.hasAttribute("hidden");
  const style: Readonly<Record<string, string>> = {
    display: hidden ? "none" : INLINE.test(element.tagName) ? "inline" : "block",
    visibility: "visible",
    opacity: "1",
    position: "static",
    overflow: "visible",
    float: "none",
    clip: "auto",
    "clip-path": "none",
    "font-size": "16px",
  };
  return {
    ...style,
    display: style.display ?? "block",
    visibility: "visible",
    getPropertyValue: (name) => style[name] ?? "",
  };
}

/** The same in a window of its own, which takes longer and is there for the length of a call only. */
export async function withWindow<T>(
  html: string,
  url: string,
  use: (document: PageDocument) => Promise<T>,
): Promise<T> {
  const window = openWindow(html, url);
  window.getComputedStyle = styleOf;
  // There is nothing to draw on, which jsdom would say each time.
  window.HTMLCanvasElement.prototype.getContext = () => null;
  try {
    return await use(window.document);
  } finally {
    window.close();
  }
}
