import { z } from "zod";
import {
  type App,
  type FormState,
  field,
  flash,
  type Product,
  type Request,
  readForm,
} from "../../kit/index.ts";
import {
  emptyPart,
  LIMITS,
  movePart,
  orderParts,
  PART_KINDS,
  type Part,
  type SiteDocument,
  type SitePage,
  SitePageSchema,
} from "./document.ts";
import { EditorPage } from "./editor-page.tsx";
import { ownSite } from "./own-site.ts";
import { readPart } from "./part-forms.ts";
import { PreviewPage } from "./public-pages.tsx";
import * as store from "./store.ts";

const Revision = z.object({ revision: z.coerce.number().int() });
const NewPage = Revision.extend({
  title: field.line(100),
  slug: SitePageSchema.shape.slug,
});

interface Problem {
  readonly partId?: string;
  readonly form: FormState;
}

/** Editing, previewing, publishing and going back. Every change names the revision it was made on. */
export function editorRoutes(app: App, product: Product): void {
  const show = (c: Request, site: store.Site, pageSlug: string, problem?: Problem) => {
    const page = site.draft.pages.find(({ slug }) => slug === pageSlug) ?? (site.draft.pages[0] as SitePage);
    const versions = store.versionsOf(product, site.id);
    return c.html(
      <EditorPage product={product} c={c} site={site} page={page} versions={versions} problem={problem} />,
      problem ? 422 : 200,
    );
  };
  app.get("/sites/:id{[0-9]+}/edit", (c) => {
    const site = ownSite(product, c);
    return site ? show(c, site, c.req.query("page") ?? "") : c.notFound();
  });
  app.get("/sites/:id{[0-9]+}/preview/:page", (c) => {
    const site = ownSite(product, c);
    const page = site?.draft.pages.find(({ slug }) => slug === c.req.param("page"));
    if (!site || !page) return c.notFound();
    return c.html(<PreviewPage product={product} c={c} site={site} page={page} />);
  });
  app.post("/sites/:id{[0-9]+}/pages", async (c) => {
    const site = ownSite(product, c);
    if (!site) return c.notFound();
    const form = await readForm(c, NewPage);
    if (!form.ok) return show(c, site, "", { form: form.form });
    const { title, slug, revision } = form.data;
    const wrong = (message: string) =>
      show(c, site, "", { form: { values: { title, slug }, errors: { slug: message } } });
    if (site.draft.pages.some((page) => page.slug === slug))
      return wrong("There is a page with this address.");
    if (site.draft.pages.length >= LIMITS.pages) return wrong(`A site has at most ${LIMITS.pages} pages.`);
    const pages = [...site.draft.pages, { slug, title, parts: [] }];
    return keep(c, product, {
      site,
      revision,
      draft: { pages },
      page: slug,
      done: `The page ${title} is there.`,
    });
  });
  pageRoutes(app, product, show);
  publishRoutes(app, product);
}

type Show = (c: Request, site: store.Site, page: string, problem?: Problem) => Response | Promise<Response>;

function pageRoutes(app: App, product: Product, show: Show): void {
  const base = "/sites/:id{[0-9]+}/pages/:page";
  const found = (c: Request) => {
    const site = ownSite(product, c);
    const page = site?.draft.pages.find(({ slug }) => slug === c.req.param("page"));
    const part = page?.parts.find(({ id }) => id === c.req.param("part"));
    return { site, page, part };
  };
  const change = async (c: Request, edit: (page: SitePage) => readonly Part[], done: string) => {
    const { site, page } = found(c);
    const form = await readForm(c, Revision);
    if (!site || !page || !form.ok) return c.notFound();
    const { revision } = form.data;
    const draft = withParts(site.draft, page.slug, edit(page));
    return keep(c, product, { site, revision, draft, page: page.slug, done });
  };
  app.post(`${base}/parts`, async (c) => {
    const { kind } = await c.req.parseBody();
    const chosen = PART_KINDS.find((one) => one === kind);
    if (!chosen) return c.text("There is no such kind of block.", 422);
    if ((found(c).page?.parts.length ?? 0) >= LIMITS.parts) {
      return c.text(`A page has at most ${LIMITS.parts} blocks.`, 422);
    }
    return change(c, ({ parts }) => [...parts, emptyPart(chosen)], `Added: ${chosen}.`);
  });
  app.post(`${base}/order`, async (c) => {
    const { ids } = await c.req.parseBody();
    const order = typeof ids === "string" ? ids.split(",") : [];
    return change(c, ({ parts }) => orderParts(parts, order), "Moved.");
  });
  app.post(`${base}/parts/:part/up`, (c) =>
    change(c, ({ parts }) => movePart(parts, c.req.param("part"), -1), "Moved up."),
  );
  app.post(`${base}/parts/:part/down`, (c) =>
    change(c, ({ parts }) => movePart(parts, c.req.param("part"), 1), "Moved down."),
  );
  app.post(`${base}/parts/:part/delete`, (c) =>
    change(c, ({ parts }) => parts.filter(({ id }) => id !== c.req.param("part")), "Deleted."),
  );
  app.post(`${base}/parts/:part`, async (c) => {
    const { site, page, part } = found(c);
    if (!site || !page || !part) return c.notFound();
    const form = await readForm(c, Revision.catchall(z.string()));
    if (!form.ok) return c.notFound();
    const { revision, ...values } = form.data;
    const read = readPart(part, values);
    if ("errors" in read)
      return show(c, site, page.slug, { partId: part.id, form: { values, errors: read.errors } });
    const parts = page.parts.map((one) => (one.id === part.id ? read.part : one));
    const draft = withParts(site.draft, page.slug, parts);
    return keep(c, product, { site, revision, draft, page: page.slug, done: "Saved." });
  });
  app.post(`${base}/delete`, async (c) => {
    const { site, page } = found(c);
    const form = await readForm(c, Revision);
    if (!site || !page || !form.ok) return c.notFound();
    const { revision } = form.data;
    if (site.draft.pages[0]?.slug === page.slug) return c.text("The front page can't be deleted.", 422);
    const pages = site.draft.pages.filter(({ slug }) => slug !== page.slug);
    return keep(c, product, {
      site,
      revision,
      draft: { pages },
      page: "",
      done: `The page ${page.title} is deleted.`,
    });
  });
}

function publishRoutes(app: App, product: Product): void {
  const act = (path: string, work: (c: Request, site: store.Site) => string | Promise<string>, to = "edit") =>
    app.post(`/sites/:id{[0-9]+}/${path}`, async (c) => {
      const site = ownSite(product, c);
      if (!site) return c.notFound();
      flash(c, product, await work(c, site));
      return c.redirect(to === "edit" ? `/sites/${site.id}/edit` : to, 303);
    });
  act("publish", (_c, site) => {
    const number = store.publish(product, site.id);
    product.events.count("site published");
    return `Version ${number} is live at ${product.baseUrl}/s/${site.slug}`;
  });
  act("unpublish", (_c, site) => {
    store.unpublish(product, site.id);
    return "The site is no longer public.";
  });
  act("restore", async (c, site) => {
    const { number } = await c.req.parseBody();
    return store.restore(product, site.id, Number(number))
      ? `Version ${Number(number)} is your draft now. Publish it to make it live.`
      : "There is no such version.";
  });
  act(
    "delete",
    (_c, site) => {
      store.removeSite(product, site.id);
      return `${site.name} is deleted.`;
    },
    "/sites",
  );
}

function withParts(draft: SiteDocument, slug: string, parts: readonly Part[]): SiteDocument {
  return { pages: draft.pages.map((page) => (page.slug === slug ? { ...page, parts: [...parts] } : page)) };
}

interface Change {
  readonly site: store.Site;
  readonly revision: number;
  readonly draft: SiteDocument;
  readonly page: string;
  readonly done: string;
}

function keep(c: Request, product: Product, { site, revision, draft, page, done }: Change): Response {
  const saved = store.saveDraft(product, site.id, revision, draft);
  flash(
    c,
    product,
    saved ? done : "The site was changed elsewhere meanwhile. This is how it is now; please do it again.",
  );
  return c.redirect(`/sites/${site.id}/edit?page=${encodeURIComponent(page)}`, 303);
}
