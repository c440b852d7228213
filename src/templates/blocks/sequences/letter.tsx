import type { Child } from "hono/jsx";
import type { Product } from "../../kit/index.ts";
import { readTemplate } from "./template-store.ts";

/** A piece of a line: words, or a link. */
export type Piece = { readonly text: string; readonly url?: string };

const LINK = /\[([^\]\n]{1,300})\]\(([^\s()]{1,1000})\)|(https?:\/\/[^\s<>()[\]"']{1,1000})/g;

/** Finds the links of a text: [words](address) and bare addresses. Paths lead to this product. */
export function piecesOf(line: string, baseUrl: string): Piece[] {
  const pieces: Piece[] = [];
  let at = 0;
  for (const found of line.matchAll(LINK)) {
    const typed = found[2] ?? (found[3] ?? "").replace(/[.,;:!?]+$/, "");
    const url = letterUrl(typed, baseUrl);
    if (url === undefined) continue;
    if (found.index > at) pieces.push({ text: line.slice(at, found.index) });
    pieces.push({ text: found[1] ?? typed, url });
    at = found.index + (found[2] === undefined ? typed.length : found[0].length);
  }
  if (at < line.length) pieces.push({ text: line.slice(at) });
  return pieces;
}

/** An address that a letter may lead to: the web, or a path of this product. */
export function letterUrl(typed: string, baseUrl: string): string | undefined {
  if (/^\/(?![/\\])/.test(typed)) return baseUrl + typed;
  return /^https?:\/\//i.test(typed) && URL.canParse(typed) ? typed : undefined;
}

/** What is wrong with the links of a text, for people. */
export function linkProblem(text: string, baseUrl: string): string | undefined {
  for (const [, , typed = ""] of text.matchAll(/\[([^\]\n]+)\]\(([^)\n]*)\)/g)) {
    if (letterUrl(typed, baseUrl) === undefined) {
      return `A link needs an address like https://example.com or /newsletter, not “${typed.slice(0, 60)}”.`;
    }
  }
  return undefined;
}

export interface LetterParts {
  readonly subject: string;
  readonly body: string;
  /** Why this reader gets it, one sentence. */
  readonly reason: string;
  readonly unsubscribe: string;
  /** The picture that reports opening; undefined in a preview. */
  readonly pixel?: string;
  /** Where a link of the letter goes, such as through the counter of clicks. */
  readonly link: (url: string) => string;
}

const NOTE = "It is noted whether a letter was opened and which links were followed.";

/** The whole text with the template around it, by paragraphs. */
export function paragraphsOf(product: Product, body: string): string[] {
  const { opening, closing } = readTemplate(product);
  return [opening, body, closing]
    .join("\n\n")
    .split(/\n\s*\n/)
    .map((text) => text.trim())
    .filter(Boolean);
}

/** The letter as plain text. */
export function letterText(product: Product, { body, reason, unsubscribe, link }: LetterParts): string {
  const write = ({ text, url }: Piece) => {
    if (url === undefined) return text;
    return text.startsWith("http") ? link(url) : `${text}: ${link(url)}`;
  };
  const text = paragraphsOf(product, body)
    .map((paragraph) => piecesOf(paragraph, product.baseUrl).map(write).join(""))
    .join("\n\n");
  return `${text}\n\n-- \n${reason} ${NOTE}\nUnsubscribe: ${unsubscribe}\n`;
}

/** The paragraphs with their links. */
export function LetterBody({
  product,
  body,
  link,
}: { product: Product } & Pick<LetterParts, "body" | "link">) {
  return (
    <>
      {paragraphsOf(product, body).map((paragraph) => (
        <p>
          {paragraph.split("\n").map((line, at) => (
            <>
              {at > 0 && <br />}
              {piecesOf(line, product.baseUrl).map(
                ({ text, url }): Child => (url === undefined ? text : <a href={link(url)}>{text}</a>),
              )}
            </>
          ))}
        </p>
      ))}
    </>
  );
}

/** The letter as a page for mail programs. */
export function letterHtml(product: Product, parts: LetterParts): string {
  const { business } = product;
  const { accent } = business.theme;
  const style = `body{margin:0;padding:24px 16px;background:#f4f5f7;color:#1b2430;font:16px/1.6 system-ui,Arial,sans-serif}main{max-width:600px;margin:0 auto;background:#ffffff;border-top:4px solid ${accent};padding:24px}h1{font-size:16px;margin:0 0 16px}a{color:${accent}}footer{max-width:600px;margin:16px auto 0;font-size:13px;color:#55606e}footer a{color:#55606e}`;
  const page = (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>{parts.subject}</title>
        <style>{style}</style>
      </head>
      <body>
        <main>
          <h1>{business.name}</h1>
          <LetterBody product={product} body={parts.body} link={parts.link} />
        </main>
        <footer>
          <p>
            {parts.reason} {NOTE} <a href={parts.unsubscribe}>Unsubscribe</a>
          </p>
        </footer>
        {parts.pixel && <img src={parts.pixel} alt="" width="1" height="1" />}
      </body>
    </html>
  );
  return `<!doctype html>${String(page)}`;
}
