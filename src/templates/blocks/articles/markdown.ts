/** Articles are written in a small part of Markdown. It is parsed to these, never to HTML, and rendered escaped. */
export type Inline =
  | { readonly kind: "text" | "code"; readonly text: string }
  | { readonly kind: "strong" | "emphasis"; readonly children: readonly Inline[] }
  | { readonly kind: "link"; readonly href: string; readonly children: readonly Inline[] };

export type Part =
  | { readonly kind: "heading"; readonly level: 2 | 3 | 4; readonly children: readonly Inline[] }
  | { readonly kind: "paragraph" | "quote"; readonly children: readonly Inline[] }
  | { readonly kind: "list"; readonly ordered: boolean; readonly items: readonly (readonly Inline[])[] }
  | { readonly kind: "code"; readonly text: string }
  | { readonly kind: "rule" };

const FENCE = /^```/;
const HEADING = /^(#{1,4}) +(.+?)(?: +#+)?$/;
const RULE = /^(?:-{3,}|\*{3,}|_{3,})$/;
const BULLET = /^[-*+] +(.+)$/;
const NUMBER = /^\d{1,3}[.)] +(.+)$/;
const QUOTE = /^> ?(.*)$/;
const STARTS = [FENCE, HEADING, RULE, BULLET, NUMBER, QUOTE];

/** Parses the text of an article. A level-one heading becomes level two: the page has its own. */
export function parseMarkdown(source: string): Part[] {
  const lines = source.replaceAll("\r\n", "\n").split("\n");
  const parts: Part[] = [];
  let at = 0;
  while (at < lines.length) {
    if ((lines[at] ?? "").trim() === "") at += 1;
    else {
      const [part, next] = readPart(lines, at);
      parts.push(part);
      at = next;
    }
  }
  return parts;
}

function readPart(lines: readonly string[], at: number): [Part, number] {
  const line = (lines[at] ?? "").trim();
  if (FENCE.test(line)) return readFence(lines, at + 1);
  const heading = HEADING.exec(line);
  if (heading) {
    const level = Math.max(2, heading[1]?.length ?? 2) as 2 | 3 | 4;
    return [{ kind: "heading", level, children: parseInline(heading[2] ?? "") }, at + 1];
  }
  if (RULE.test(line)) return [{ kind: "rule" }, at + 1];
  if (BULLET.test(line)) return readList(lines, at, BULLET, false);
  if (NUMBER.test(line)) return readList(lines, at, NUMBER, true);
  const quoted = QUOTE.test(line);
  const own = (text: string) =>
    quoted ? QUOTE.test(text) : !STARTS.some((start) => start.test(text)) && text !== "";
  const texts: string[] = [];
  let next = at;
  while (next < lines.length && own((lines[next] ?? "").trim())) {
    const text = (lines[next] ?? "").trim();
    texts.push(quoted ? (QUOTE.exec(text)?.[1] ?? "") : text);
    next += 1;
  }
  return [{ kind: quoted ? "quote" : "paragraph", children: parseInline(texts.join(" ").trim()) }, next];
}

function readFence(lines: readonly string[], at: number): [Part, number] {
  let end = at;
  while (end < lines.length && !FENCE.test((lines[end] ?? "").trim())) end += 1;
  return [{ kind: "code", text: lines.slice(at, end).join("\n") }, end + 1];
}

function readList(lines: readonly string[], at: number, mark: RegExp, ordered: boolean): [Part, number] {
  const items: string[] = [];
  let next = at;
  for (; next < lines.length; next += 1) {
    const line = lines[next] ?? "";
    const item = mark.exec(line.trim())?.[1];
    if (item !== undefined) items.push(item);
    // An indented line goes on with the item before.
    else if (/^\s+\S/.test(line)) items[items.length - 1] += ` ${line.trim()}`;
    else break;
  }
  return [{ kind: "list", ordered, items: items.map((item) => parseInline(item)) }, next];
}

const MAX_DEPTH = 6;
const MAX_LABEL = 500;
const SPECIAL = /[\\`*_[h]/g;
const BARE_LINK = /https?:\/\/[^\s<>()[\]`*"']{1,1000}/y;

/** Parses emphasis, code and links within a line. What is not closed stays as it was typed. */
export function parseInline(text: string, depth = 0): Inline[] {
  const found: Inline[] = [];
  let plain = "";
  let at = 0;
  const add = (inline: Inline, next: number) => {
    if (plain) found.push({ kind: "text", text: plain });
    plain = "";
    found.push(inline);
    at = next;
  };
  while (at < text.length) {
    SPECIAL.lastIndex = at;
    const special = SPECIAL.exec(text)?.index ?? text.length;
    plain += text.slice(at, special);
    at = special;
    if (at >= text.length) break;
    const read = depth < MAX_DEPTH ? readInline(text, at, depth) : undefined;
    if (read?.inline) add(read.inline, read.next);
    else {
      const kept = read?.text ?? text.charAt(at);
      plain += kept;
      at = read?.next ?? at + 1;
    }
  }
  if (plain) found.push({ kind: "text", text: plain });
  return found;
}

type Read = { readonly inline?: Inline; readonly text?: string; readonly next: number } | undefined;

function readInline(text: string, at: number, depth: number): Read {
  const mark = text.charAt(at);
  if (mark === "\\") {
    const next = text.charAt(at + 1);
    return /[\\`*_[\]()#>-]/.test(next) ? { text: next, next: at + 2 } : undefined;
  }
  if (mark === "`") {
    const end = closing(text, "`", at + 1);
    return end < 0 ? undefined : { inline: { kind: "code", text: text.slice(at + 1, end) }, next: end + 1 };
  }
  if (mark === "[") return readLink(text, at, depth);
  if (mark === "h") return readBareLink(text, at);
  return readEmphasis(text, at, depth);
}

function readEmphasis(text: string, at: number, depth: number): Read {
  const one = text.charAt(at);
  const mark = text.startsWith(one + one, at) ? one + one : one;
  const start = at + mark.length;
  // A mark within a word is part of the word, as in some_name; one before a space is a sign of its own.
  if (/\s/.test(text.charAt(start) || " ") || (one === "_" && /\w/.test(text.charAt(at - 1)))) {
    return { text: mark, next: start };
  }
  const end = closing(text, mark, start);
  if (end < 0 || /\s/.test(text.charAt(end - 1))) return { text: mark, next: start };
  const children = parseInline(text.slice(start, end), depth + 1);
  return {
    inline: { kind: mark.length === 2 ? "strong" : "emphasis", children },
    next: end + mark.length,
  };
}

function readLink(text: string, at: number, depth: number): Read {
  const close = closing(text, "]", at + 1);
  if (close < 0 || text.charAt(close + 1) !== "(") return undefined;
  const end = closing(text, ")", close + 2);
  if (end < 0) return undefined;
  const href = safeHref(text.slice(close + 2, end));
  if (href === undefined) return undefined;
  return {
    inline: { kind: "link", href, children: parseInline(text.slice(at + 1, close), depth + 1) },
    next: end + 1,
  };
}

function readBareLink(text: string, at: number): Read {
  BARE_LINK.lastIndex = at;
  const typed = /\w/.test(text.charAt(at - 1)) ? undefined : BARE_LINK.exec(text)?.[0];
  const url = typed?.replace(/[.,;:!?]+$/, "");
  const href = url === undefined ? undefined : safeHref(url);
  if (url === undefined || href === undefined) return undefined;
  return { inline: { kind: "link", href, children: [{ kind: "text", text: url }] }, next: at + url.length };
}

/** Where a mark closes; looked for near by, so that many open marks take no more time than few. */
function closing(text: string, mark: string, from: number): number {
  const end = text.slice(from, from + MAX_LABEL * 2).indexOf(mark);
  return end <= 0 ? -1 : from + end;
}

/** An address that is safe to link to: the web, mail, or a path of this site. Undefined for all else, such as javascript:. */
export function safeHref(typed: string): string | undefined {
  const href = typed.trim();
  // biome-ignore lint/suspicious/noControlCharactersInRegex: browsers skip them, so that they could hide a scheme
  if (href.length > 2_000 || /[\u0000-\u0020\u007f\\]/.test(href)) return undefined;
  if (/^(?:\/(?!\/)|#)/.test(href)) return href;
  return /^(?:https?:\/\/|mailto:)/i.test(href) && URL.canParse(href) ? href : undefined;
}

/** The words of a text without its marks, such as to tell how long it takes to read. */
export function countWords(source: string): number {
  return source.split(/\s+/).filter((word) => /\p{L}|\p{N}/u.test(word)).length;
}
