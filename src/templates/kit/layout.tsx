import { html } from "hono/html";
import type { Child, PropsWithChildren } from "hono/jsx";
import type { NavLink, Product, Request } from "./block.ts";
import { PageIds } from "./ids.ts";
import { arranged, isShownTo, navigation } from "./navigation.ts";

export interface PageProps {
  readonly product: Product;
  readonly c: Request;
  readonly title: string;
  /** For search engines and previews; the tagline by default. */
  readonly description?: string;
  /** Full-width sections that bring their own measure; otherwise content is set in a column. */
  readonly wide?: boolean;
  /** Not for search engines: accounts, checkouts, the owner's area. */
  readonly hidden?: boolean;
  /** JSON-LD (schema.org). */
  readonly structuredData?: Readonly<Record<string, unknown>>;
  /** Paths of scripts below /assets. */
  readonly scripts?: readonly string[];
}

/** A whole page: head, navigation, what the last request left to say, content, footer. */
export function Page({
  product,
  c,
  title,
  wide = false,
  hidden = false,
  children,
  ...rest
}: PropsWithChildren<PageProps>) {
  const { business, baseUrl } = product;
  const description = rest.description ?? business.seo.description;
  const fullTitle = title === business.name ? business.seo.title : `${title} · ${business.name}`;
  const flash = c.get("flash");
  return (
    <>
      {html`<!doctype html>`}
      <html lang="en">
        <head>
          <meta charset="utf-8" />
          <meta name="viewport" content="width=device-width, initial-scale=1" />
          <title>{fullTitle}</title>
          <meta name="description" content={description} />
          {hidden || c.req.method !== "GET" ? (
            <meta name="robots" content="noindex" />
          ) : (
            <link rel="canonical" href={`${baseUrl}${c.req.path}`} />
          )}
          <meta property="og:title" content={fullTitle} />
          <meta property="og:description" content={description} />
          <meta property="og:type" content="website" />
          <meta name="theme-color" content={business.theme.accent} />
          <link rel="icon" href="/assets/icon.svg" type="image/svg+xml" />
          <link rel="stylesheet" href="/assets/site.css" />
          {product.blocks
            .flatMap((block) => block.feeds?.(product) ?? [])
            .map(({ href, title: feed }) => (
              <link rel="alternate" type="application/rss+xml" href={href} title={feed} />
            ))}
          {rest.structuredData && <StructuredData data={rest.structuredData} />}
          {rest.scripts?.map((path) => (
            <script src={`/assets/${path}`} defer></script>
          ))}
        </head>
        <body>
          <a class="skip" href="#content">
            Skip to content
          </a>
          <Header product={product} c={c} />
          <main id="content" class={wide ? "wide" : "column"}>
            {flash && (
              <p class="notice" role="status">
                {flash}
              </p>
            )}
            <PageIds.Provider value={new Set<string>()}>{children}</PageIds.Provider>
          </main>
          <Footer product={product} c={c} />
        </body>
      </html>
    </>
  );
}

function Header({ product, c }: { product: Product; c: Request }) {
  const session = c.get("session");
  const { path } = c.req;
  const { shown, more } = arranged(navigation(product).filter((link) => isShownTo(link, session)));
  return (
    <header class="site-header">
      <div class="bar">
        <a class="brand" href="/">
          <img src="/assets/icon.svg" alt="" width="28" height="28" />
          <span>{product.business.name}</span>
        </a>
        <nav aria-label="Main">
          <ul>
            {shown.map((link) => (
              <li>
                <NavAnchor link={link} path={path} />
              </li>
            ))}
            {more.length > 0 && (
              <li>
                <details class="more">
                  <summary aria-current={more.some(({ href }) => isAt(href, path)) ? "true" : undefined}>
                    More
                  </summary>
                  <ul>
                    {more.map((link) => (
                      <li>
                        <NavAnchor link={link} path={path} />
                      </li>
                    ))}
                  </ul>
                </details>
              </li>
            )}
            {session?.role === "owner" && (
              <li>
                <NavAnchor link={{ href: "/owner", label: "Owner" }} path={path} />
              </li>
            )}
            {session && (
              <li>
                <form method="post" action="/sign-out">
                  <button class="link" type="submit">
                    Sign out
                  </button>
                </form>
              </li>
            )}
          </ul>
        </nav>
      </div>
    </header>
  );
}

function NavAnchor({ link, path }: { link: NavLink; path: string }) {
  return (
    <a
      href={link.href}
      class={link.primary ? "primary" : undefined}
      aria-current={link.href === path ? "page" : isAt(link.href, path) ? "true" : undefined}
    >
      {link.label}
    </a>
  );
}

/** Whether a page is the one a link leads to, or one below it. */
function isAt(href: string, path: string): boolean {
  return path === href || path.startsWith(`${href}/`);
}

function Footer({ product, c }: { product: Product; c: Request }) {
  const { business } = product;
  const owner = c.get("session")?.role === "owner";
  return (
    <footer class="site-footer">
      <div class="bar">
        <p>
          <strong>{business.name}</strong>
          <br />
          {business.tagline}
        </p>
        <ul>
          <li>
            <a href="/help">Help</a>
          </li>
          <li>
            <a href="/privacy">Privacy</a>
          </li>
          {!owner && (
            <li>
              <a href="/owner/sign-in">Owner</a>
            </li>
          )}
        </ul>
      </div>
    </footer>
  );
}

/** A script element with data only: `<` can't end it early, and nothing in it is run. */
function StructuredData({ data }: { data: Readonly<Record<string, unknown>> }): Child {
  const json = JSON.stringify({ "@context": "https://schema.org", ...data }).replaceAll("<", "\\u003c");
  return <script type="application/ld+json" dangerouslySetInnerHTML={{ __html: json }}></script>;
}
