import type { Product } from "../../kit/index.ts";

/** What stands around the text of every letter. */
export interface Template {
  readonly opening: string;
  readonly closing: string;
}

export function readTemplate({ db, business }: Product): Template {
  return (
    db.get<Template>("SELECT opening, closing FROM sequences_template WHERE id = 1") ?? {
      opening: "Hello,",
      closing: business.name,
    }
  );
}

export function saveTemplate({ db }: Product, { opening, closing }: Template): void {
  db.run("INSERT OR REPLACE INTO sequences_template VALUES (1, ?, ?)", opening, closing);
}
