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
}
export interface PageDocument extends Pick<PageElement, "querySelector" | "querySelectorAll"> {
  readonly documentElement: PageElement;
  getElementById(id: string): PageElement | null;
}

interface Jsdom {
  readonly JSDOM: new (
    html: string,
    options: { url: string },
  ) => { readonly window: { readonly document: PageDocument; close(): void } };
}

const require = createRequire(import.meta.url);

/** Parses a page as a browser does; its scripts are not run. jsdom is loaded at the first call: it takes a moment. */
export function parsePage(html: string, url: string): { document: PageDocument; close(): void } {
  const { JSDOM } = require("jsdom") as Jsdom;
  const { window } = new JSDOM(html, { url });
  return { document: window.document, close: () => window.close() };
}
