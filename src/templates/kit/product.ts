import type { Block, Environment, Product } from "./block.ts";
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
  readonly env?: Environment;
}

/** Puts a product together: tables are brought up to date, and what a new product starts with is filled in. */
export function createProduct(parts: ProductParts): Product {
  const { env = {}, ...given } = parts;
  const { blocks, db, now, baseUrl } = given;
  db.migrate("kit-sessions", SESSION_MIGRATIONS);
  db.migrate("kit-outbox", OUTBOX_MIGRATIONS);
  db.migrate("kit-events", EVENT_MIGRATIONS);
  db.migrate("kit-payments", PAYMENT_MIGRATIONS);
  for (const { id, migrations = [] } of blocks) db.migrate(id, migrations);
  const gateway = blocks
    .map((block) => block.payments?.({ db, now, baseUrl, env }))
    .find((one) => one !== undefined);
  const product: Product = {
    ...given,
    outbox: new Outbox(db, now),
    payments: gateway ?? new TestGateway(db, now),
    events: new Events(db, now),
  };
  db.transaction(() => {
    for (const block of blocks) block.seed?.(product);
  });
  return product;
}
