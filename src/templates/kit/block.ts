import type { Context, Hono } from "hono";
import type { Child } from "hono/jsx";
import type { Business } from "./business.ts";
import type { Database } from "./database.ts";
import type { Events } from "./events.ts";
import type { Outbox } from "./outbox.ts";
import type { Payments } from "./payments.ts";
import type { Session } from "./sessions.ts";

/** What a request carries besides its own. */
export interface AppEnv {
  Variables: {
    /** Who is signed in. */
    session: Session | undefined;
    /** A message that the request before left for this page. */
    flash: string | undefined;
  };
}
export type App = Hono<AppEnv>;
/** A request under way. */
export type Request = Context<AppEnv>;

/** A running product: what blocks work with. */
export interface Product {
  readonly business: Business;
  readonly blocks: readonly Block[];
  readonly db: Database;
  readonly outbox: Outbox;
  readonly payments: Payments;
  readonly events: Events;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Origin under which visitors reach the product, without a slash at its end. */
  readonly baseUrl: string;
  readonly secrets: { readonly ownerKey: string; readonly sessionKey: string };
}

export type Audience = "everyone" | "signed-in" | "signed-out" | "owner";

export interface NavLink {
  readonly href: string;
  readonly label: string;
  /** Who is shown it; everyone by default. */
  readonly audience?: Audience;
  /** The one link that stands out. */
  readonly primary?: boolean;
}

/** Work that is due by the clock. */
export interface Job {
  readonly name: string;
  /** Does what is due now; returns how many things it did. Must be safe to do again after a crash. */
  run(product: Product): number | Promise<number>;
}

/** What a block shows in a place that another block offers; `subject` is the id of what that page is about. */
export type Slot = (product: Product, c: Request, subject: number) => Child;

/** The environment variables of the process. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** A building block: its tables, pages and work. */
export interface Block {
  readonly id: string;
  /** SQL steps, append only. Tables are named `<block>_...`. */
  readonly migrations?: readonly string[];
  /** Fills what a new product starts with, such as a catalogue. Called at every start; must add nothing twice. */
  seed?(product: Product): void;
  nav?(product: Product): readonly NavLink[];
  /** Links of the owner's area. */
  ownerNav?(product: Product): readonly NavLink[];
  /** Public paths for the sitemap, beside those in `nav`. */
  sitemap?(product: Product): readonly string[];
  /** A section of the home page. */
  home?(product: Product): Child;
  /** What it adds to the pages of other blocks, by the name of the place, such as `catalogue:buy`. */
  readonly slots?: Readonly<Record<string, Slot>>;
  /** A sentence for the privacy page on each cookie it sets. */
  readonly cookies?: readonly string[];
  /** Stands in the first section of the home page instead of its buttons, such as a form. */
  hero?(product: Product, c: Request): Child;
  /** RSS or Atom feeds, named in the head of every page. */
  feeds?(product: Product): readonly { readonly href: string; readonly title: string }[];
  /** What the block keeps about people, for the privacy page. */
  privacy?(product: Product): readonly { readonly title: string; readonly text: string }[];
  /** Called once each request was answered; must not change the answer. */
  onResponse?(c: Request, product: Product): void;
  /**
   * A gateway in place of the test gateway of the kit, when the environment has what it needs. Called once at the start,
   * after all tables are there; throws when what it finds must not be used.
   */
  payments?(
    parts: Pick<Product, "db" | "now" | "baseUrl"> & { readonly env: Environment },
  ): Payments | undefined;
  routes(app: App, product: Product): void;
  readonly jobs?: readonly Job[];
}
