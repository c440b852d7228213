import type { Block, Product } from "./block.ts";
import type { Business } from "./business.ts";
import type { Database } from "./database.ts";
import { EVENT_MIGRATIONS, Events } from "./events.ts";
import { OUTBOX_MIGRATIONS, Outbox } from "./outbox.ts";
import { PAYMENT_MIGRATIONS, TestGateway } from "./payments.ts";
import { SESSION_MIGRATIONS } from "./sessions.ts";

export interface ProductParts {
  readonly business: Business;
  readonly blocks: readonly Block[];
  readonly db: Database;
  readonly now: () => number;
  readonly baseUrl: string;
  readonly secrets: Product["secrets"];
}

/** Puts a product together: tables are brought up to date, and what a new product starts with is filled in. */
export function createProduct(parts: ProductParts): Product {
  const { blocks, db, now } = parts;
  db.migrate("kit-sessions", SESSION_MIGRATIONS);
  db.migrate("kit-outbox", OUTBOX_MIGRATIONS);
  db.migrate("kit-events", EVENT_MIGRATIONS);
  db.migrate("kit-payments", PAYMENT_MIGRATIONS);
  for (const { id, migrations = [] } of blocks) db.migrate(id, migrations);
  const product: Product = {
    ...parts,
    outbox: new Outbox(db, now),
    payments: new TestGateway(db, now),
    events: new Events(db, now),
  };
  db.transaction(() => {
    for (const block of blocks) block.seed?.(product);
  });
  return product;
}
