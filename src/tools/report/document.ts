/** A report as a document, before it is written as Markdown or as HTML. All texts are plain text. */
export type Block =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "list"; readonly items: readonly string[] }
  | { readonly kind: "facts"; readonly rows: readonly (readonly [label: string, value: string])[] }
  | {
      readonly kind: "table";
      readonly head: readonly string[];
      readonly rows: readonly (readonly string[])[];
    }
  | { readonly kind: "picture"; readonly file: string; readonly svg: string; readonly alt: string };

export interface Section {
  readonly title: string;
  readonly blocks: readonly Block[];
}

export interface ReportDocument {
  readonly title: string;
  readonly lead: string;
  readonly sections: readonly Section[];
}

export const text = (body: string): Block => ({ kind: "text", text: body });
export const list = (items: readonly string[]): Block => ({ kind: "list", items });
export const facts = (rows: readonly (readonly [string, string])[]): Block => ({ kind: "facts", rows });

/** A table, or a sentence when there is nothing to put into it. */
export function table(head: readonly string[], rows: readonly (readonly string[])[], none: string): Block {
  return rows.length > 0 ? { kind: "table", head, rows } : text(none);
}
