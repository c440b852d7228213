import {
  type App,
  type EMPTY_FORM,
  type Product,
  RateLimit,
  type Request,
  readForm,
} from "../../kit/index.ts";
import { fieldName, type SitePage, submissionSchema } from "./document.ts";
import { LivePage } from "./public-pages.tsx";
import * as store from "./store.ts";
import { tellListeners } from "./submissions.ts";

/** Published sites, below /s/<address>, and what visitors send through their forms. */
export function publicRoutes(app: App, product: Product): void {
  const limit = new RateLimit({ max: 30, windowMs: 60_000, now: product.now });
  const find = (c: Request) => {
    const site = store.liveSite(product, c.req.param("slug") ?? "");
    const wanted = c.req.param("page");
    const page =
      wanted === undefined
        ? site?.document.pages[0]
        : site?.document.pages.find(({ slug }) => slug === wanted);
    return site && page ? { site, page } : undefined;
  };
  const show = (c: Request) => {
    const found = find(c);
    if (!found) return c.notFound();
    const sent = c.req.query("sent");
    return c.html(<LivePage product={product} c={c} {...found} {...(sent !== undefined && { sent })} />);
  };
  app.get("/s/:slug", show);
  app.get("/s/:slug/:page", show);
  app.post("/s/:slug/:page/:part", async (c) => {
    const found = find(c);
    const part = found?.page.parts.find(({ id }) => id === c.req.param("part"));
    if (!found || part?.kind !== "form") return c.notFound();
    const { site, page } = found;
    const form = await readForm(c, submissionSchema(part.fields));
    const again = (state: typeof EMPTY_FORM, status: 422 | 429) =>
      c.html(
        <LivePage
          product={product}
          c={c}
          site={site}
          page={page}
          problem={{ partId: part.id, form: state }}
        />,
        status,
      );
    if (!form.ok) return again(form.form, 422);
    if (!limit.take(String(site.id))) {
      return again(
        { values: form.data, errors: { form: "There is a lot going on. Please try again in a minute." } },
        429,
      );
    }
    const answers = part.fields.map(({ label }, index) => ({
      label,
      value: form.data[fieldName(index)] ?? "",
    }));
    product.db.transaction(() => {
      tellListeners(product, store.addSubmission(product, { siteId: site.id, form: part.title, answers }));
    });
    product.events.count("form sent");
    return c.redirect(`${pagePath(c.req.param("slug"), page, site.document.pages)}?sent=${part.id}`, 303);
  });
}

function pagePath(slug: string, page: SitePage, pages: readonly SitePage[]): string {
  return pages[0]?.slug === page.slug ? `/s/${slug}` : `/s/${slug}/${page.slug}`;
}
