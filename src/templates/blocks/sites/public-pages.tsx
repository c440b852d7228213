import { html } from "hono/html";
import type { PropsWithChildren } from "hono/jsx";
import {
  EMPTY_FORM,
  Field,
  FormProblem,
  type FormState,
  PageIds,
  type Product,
  Prose,
  type Request,
  TextArea,
} from "../../kit/index.ts";
import { type FormField, fieldName, type Part, type SitePage } from "./document.ts";
import type { Site } from "./store.ts";

interface Shown {
  readonly name: string;
  readonly pages: readonly SitePage[];
  readonly page: SitePage;
  /** The path of a page. */
  readonly href: (slug: string) => string;
  /** Where a form is sent; absent in a preview, where forms can't be sent. */
  readonly action?: (partId: string) => string;
  readonly sent?: string | undefined;
  readonly problem?: { readonly partId: string; readonly form: FormState } | undefined;
}

export function LivePage({
  product,
  c,
  site,
  page,
  sent,
  problem,
}: {
  product: Product;
  c: Request;
  site: { name: string; document: { pages: readonly SitePage[] } };
  page: SitePage;
  sent?: string;
  problem?: Shown["problem"];
}) {
  const slug = c.req.param("slug") ?? "";
  const { pages } = site.document;
  const href = (to: string) => (pages[0]?.slug === to ? `/s/${slug}` : `/s/${slug}/${to}`);
  const action = (partId: string) => `/s/${slug}/${page.slug}/${partId}`;
  const shown: Shown = { name: site.name, pages, page, href, action, sent, problem };
  return (
    <SiteShell product={product} c={c} shown={shown}>
      <Parts shown={shown} />
    </SiteShell>
  );
}

export function PreviewPage({
  product,
  c,
  site,
  page,
}: {
  product: Product;
  c: Request;
  site: Site;
  page: SitePage;
}) {
  const href = (slug: string) => `/sites/${site.id}/preview/${slug}`;
  const shown: Shown = { name: site.name, pages: site.draft.pages, page, href };
  return (
    <SiteShell product={product} c={c} shown={shown} hidden>
      <p class="notice plain">
        This is a preview of your draft.{" "}
        <a href={`/sites/${site.id}/edit?page=${page.slug}`}>Back to the editor</a>
      </p>
      <Parts shown={shown} />
    </SiteShell>
  );
}

/** A page of a user's site: in the style of the product, but with its own name and navigation. */
function SiteShell({
  product,
  c,
  shown,
  hidden = false,
  children,
}: PropsWithChildren<{ product: Product; c: Request; shown: Shown; hidden?: boolean }>) {
  const { name, pages, page, href } = shown;
  return (
    <>
      {html`<!doctype html>`}
      <html lang="en">
        <head>
          <meta charset="utf-8" />
          <meta name="viewport" content="width=device-width, initial-scale=1" />
          <title>{page === pages[0] ? name : `${page.title} · ${name}`}</title>
          <meta name="description" content={`${page.title}, ${name}`} />
          {hidden ? (
            <meta name="robots" content="noindex" />
          ) : (
            <link rel="canonical" href={`${product.baseUrl}${c.req.path}`} />
          )}
          <link rel="icon" href="/assets/icon.svg" type="image/svg+xml" />
          <link rel="stylesheet" href="/assets/site.css" />
        </head>
        <body>
          <a class="skip" href="#content">
            Skip to content
          </a>
          <header class="site-header">
            <div class="bar">
              <a class="brand" href={href(pages[0]?.slug ?? "")}>
                <span>{name}</span>
              </a>
              {pages.length > 1 && (
                <nav aria-label="Main">
                  <ul>
                    {pages.map((one) => (
                      <li>
                        <a href={href(one.slug)} aria-current={one.slug === page.slug ? "page" : undefined}>
                          {one.title}
                        </a>
                      </li>
                    ))}
                  </ul>
                </nav>
              )}
            </div>
          </header>
          <main id="content" class="column">
            <PageIds.Provider value={new Set<string>()}>{children}</PageIds.Provider>
          </main>
          <footer class="site-footer">
            <div class="bar">
              <p>
                Made with <a href="/">{product.business.name}</a>
              </p>
            </div>
          </footer>
        </body>
      </html>
    </>
  );
}

function Parts({ shown }: { shown: Shown }) {
  const { page } = shown;
  const first = page.parts.find(({ kind }) => kind === "heading");
  return (
    <>
      {!first && <h1>{page.title}</h1>}
      {page.parts.map((part) => (
        <PartView part={part} shown={shown} isTitle={part === first} />
      ))}
    </>
  );
}

function PartView({ part, shown, isTitle }: { part: Part; shown: Shown; isTitle: boolean }) {
  switch (part.kind) {
    case "heading":
      return isTitle ? <h1>{part.text}</h1> : <h2>{part.text}</h2>;
    case "text":
      return <Prose text={part.text} />;
    case "list":
      return (
        <ul>
          {part.items.map((item) => (
            <li>{item}</li>
          ))}
        </ul>
      );
    case "quote":
      return (
        <figure class="card quiet">
          <blockquote>{part.text}</blockquote>
          {part.who && <figcaption class="muted">{part.who}</figcaption>}
        </figure>
      );
    case "button":
      return (
        <p>
          <a class="button primary" href={targetHref(part.target, shown)} rel="noopener">
            {part.label}
          </a>
        </p>
      );
    case "divider":
      return <hr />;
    case "form":
      return <SiteForm part={part} shown={shown} />;
  }
}

/** A page of the site by its slug, or another address as it is; a slug that is gone leads to the front page. */
function targetHref(target: string, { pages, href }: Shown): string {
  if (/^(?:https?:|mailto:)/i.test(target)) return target;
  const slug = target.replace(/^#/, "");
  return href(pages.some((page) => page.slug === slug) ? slug : (pages[0]?.slug ?? ""));
}

function SiteForm({ part, shown }: { part: Part & { kind: "form" }; shown: Shown }) {
  if (shown.sent === part.id) {
    return (
      <p class="notice" role="status">
        {part.thanks}
      </p>
    );
  }
  const form = shown.problem?.partId === part.id ? shown.problem.form : EMPTY_FORM;
  return (
    <section class="card">
      <h2>{part.title}</h2>
      <form method="post" action={shown.action?.(part.id)}>
        <FormProblem form={form} />
        {part.fields.map((field, index) => (
          <SiteField field={field} name={fieldName(index)} form={form} />
        ))}
        <button class="button primary" type="submit" disabled={shown.action === undefined}>
          {part.submit}
        </button>
      </form>
    </section>
  );
}

function SiteField({
  field: { label, kind, required },
  name,
  form,
}: {
  field: FormField;
  name: string;
  form: FormState;
}) {
  const common = { name, label, form, optional: !required };
  if (kind === "long text") return <TextArea {...common} />;
  if (kind === "number") return <Field {...common} inputmode="decimal" />;
  return <Field {...common} type={kind} />;
}
