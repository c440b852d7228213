import { z } from "zod";
import {
  type App,
  EMPTY_FORM,
  type FormState,
  field,
  flash,
  formError,
  ownerOnly,
  type Product,
  type Request,
  readForm,
} from "../../kit/index.ts";
import { EditPage, OverviewPage, TermsPage, VersionsPage } from "./owner-views.tsx";
import { articleSettings } from "./seed.ts";
import * as store from "./store.ts";
import * as terms from "./terms.ts";
import { ArticlePage } from "./views.tsx";

const ROOT = "/owner/articles";
const id = () => z.coerce.number("Please choose one of the list.").int("Please choose one of the list.");
const DraftForm = z.object({
  title: field.line(200),
  slug: field
    .optional(80)
    .refine(
      (text) => text === "" || /^[a-z0-9]+(?:-[a-z0-9]+)*$/.test(text),
      "Lower-case letters, digits and dashes, please.",
    ),
  summary: field.line(500),
  body: field.prose(50_000),
  category: id(),
  author: id(),
  affiliate: field.ticked(),
});
const TermForm = z.object({ name: field.line(100), text: field.optional(2_000) });

/** Where the owner writes: list, editor, preview, history, categories and authors. */
export function ownerRoutes(app: App, product: Product): void {
  app.use(ROOT, ownerOnly);
  app.use(`${ROOT}/*`, ownerOnly);
  app.get(ROOT, (c) =>
    c.html(<OverviewPage product={product} c={c} articles={store.allArticles(product)} />),
  );
  termPages(app, product, "category", `${ROOT}/categories`);
  termPages(app, product, "author", `${ROOT}/authors`);
  app.get(`${ROOT}/new`, (c) => c.html(editor(product, c, EMPTY_FORM)));
  app.post(ROOT, async (c) => {
    const form = await readDraft(product, c);
    if (!form.ok) return c.html(editor(product, c, form.form), 422);
    const added = product.db.transaction(() => {
      const number = store.addArticle(product, form.data);
      if (c.req.query("do") === "publish") publish(product, number);
      return number;
    });
    flash(c, product, saved(product, added));
    return c.redirect(`${ROOT}/${added}`, 303);
  });
  articlePages(app, product);
  versionPages(app, product);
}

function articlePages(app: App, product: Product): void {
  const { disclosure } = articleSettings(product);
  app.get(`${ROOT}/:id{[0-9]+}`, (c) => {
    const article = find(product, c);
    return article ? c.html(editor(product, c, asForm(article), article)) : c.notFound();
  });
  app.get(`${ROOT}/:id{[0-9]+}/preview`, (c) => {
    const article = find(product, c);
    if (!article) return c.notFound();
    return c.html(
      <ArticlePage product={product} c={c} article={article} disclosure={disclosure} more={[]} draft />,
    );
  });
  app.post(`${ROOT}/:id{[0-9]+}`, async (c) => {
    const article = find(product, c);
    if (!article) return c.notFound();
    const form = await readDraft(product, c);
    if (!form.ok) return c.html(editor(product, c, form.form, article), 422);
    product.db.transaction(() => {
      store.changeArticle(product, article, form.data);
      if (c.req.query("do") === "publish") publish(product, article.id);
    });
    flash(c, product, saved(product, article.id));
    return c.redirect(`${ROOT}/${article.id}`, 303);
  });
  const act = (name: string, what: (article: store.Article) => string) =>
    app.post(`${ROOT}/:id{[0-9]+}/${name}`, (c) => {
      const article = find(product, c);
      if (!article) return c.notFound();
      flash(c, product, what(article));
      return c.redirect(ROOT, 303);
    });
  act("publish", (article) => {
    publish(product, article.id);
    return `“${article.title}” is published.`;
  });
  act("unpublish", (article) => {
    store.setStatus(product, article.id, "draft");
    return `“${article.title}” is a draft again.`;
  });
  act("delete", (article) => {
    store.removeArticle(product, article.id);
    return `“${article.title}” is deleted.`;
  });
}

function versionPages(app: App, product: Product): void {
  app.get(`${ROOT}/:id{[0-9]+}/versions`, (c) => {
    const article = find(product, c);
    if (!article) return c.notFound();
    const versions = store.versionsOf(product, article.id);
    return c.html(<VersionsPage product={product} c={c} article={article} versions={versions} />);
  });
  app.post(`${ROOT}/:id{[0-9]+}/versions/:version{[0-9]+}/restore`, (c) => {
    const article = find(product, c);
    const number = Number(c.req.param("version"));
    const version = article && store.versionsOf(product, article.id).find(({ id }) => id === number);
    if (!article || !version) return c.notFound();
    const { title, summary, body } = version;
    store.changeArticle(product, article, { ...asDraft(article), title, summary, body });
    flash(c, product, "The earlier text is back. The one it replaced is in the history.");
    return c.redirect(`${ROOT}/${article.id}`, 303);
  });
}

function termPages(app: App, product: Product, kind: terms.TermKind, path: string): void {
  const page = (c: Request, form: FormState, at?: terms.Term) => (
    <TermsPage
      product={product}
      c={c}
      kind={kind}
      path={path}
      form={form}
      list={terms.listTerms(product, kind)}
      {...(at ? { at } : {})}
    />
  );
  const one = (c: Request) => terms.termById(product, kind, Number(c.req.param("id")));
  app.get(path, (c) => c.html(page(c, EMPTY_FORM)));
  app.post(path, async (c) => {
    const form = await readForm(c, TermForm);
    if (!form.ok) return c.html(page(c, form.form), 422);
    if (terms.addTerm(product, kind, form.data.name, form.data.text) === undefined) {
      return c.html(page(c, formError(form.data, "name", "There is one of this name.")), 422);
    }
    flash(c, product, `“${form.data.name}” is added.`);
    return c.redirect(path, 303);
  });
  app.get(`${path}/:id{[0-9]+}`, (c) => {
    const term = one(c);
    if (!term) return c.notFound();
    return c.html(page(c, { values: { name: term.name, text: term.text }, errors: {} }, term));
  });
  app.post(`${path}/:id{[0-9]+}`, async (c) => {
    const term = one(c);
    if (!term) return c.notFound();
    const form = await readForm(c, TermForm);
    if (!form.ok) return c.html(page(c, form.form, term), 422);
    terms.changeTerm(product, term.id, form.data.name, form.data.text);
    flash(c, product, "Saved.");
    return c.redirect(path, 303);
  });
  app.post(`${path}/:id{[0-9]+}/delete`, (c) => {
    const term = one(c);
    if (!term) return c.notFound();
    const removed = terms.removeTerm(product, kind, term.id);
    flash(c, product, removed ? "Deleted." : `“${term.name}” has articles. Put them elsewhere first.`);
    return c.redirect(path, 303);
  });
}

const find = (product: Product, c: Request) => store.articleById(product, Number(c.req.param("id")));

async function readDraft(product: Product, c: Request) {
  const form = await readForm(c, DraftForm);
  if (!form.ok) return form;
  const { category, author } = form.data;
  const values = { ...form.data, affiliate: form.data.affiliate ? "on" : "" };
  const missing = !terms.termById(product, "category", category)
    ? "category"
    : !terms.termById(product, "author", author) && "author";
  if (!missing) return form;
  return { ok: false as const, form: formError(values, missing, "Please choose one of the list.") };
}

function editor(product: Product, c: Request, form: FormState, article?: store.Article) {
  const options = (kind: terms.TermKind) =>
    terms.listTerms(product, kind).map(({ id: number, name }) => ({ value: String(number), label: name }));
  return (
    <EditPage
      product={product}
      c={c}
      form={form}
      categories={options("category")}
      authors={options("author")}
      {...(article ? { article } : {})}
    />
  );
}

function publish(product: Product, number: number): void {
  store.setStatus(product, number, "published");
  product.events.count("published an article");
}

function saved(product: Product, number: number): string {
  return store.articleById(product, number)?.status === "published"
    ? "Saved. Readers see it."
    : "The draft is saved.";
}

function asDraft({
  title,
  slug,
  summary,
  body,
  category_id,
  author_id,
  affiliate,
}: store.Article): store.Draft {
  return { title, slug, summary, body, category: category_id, author: author_id, affiliate: affiliate === 1 };
}

function asForm(article: store.Article): FormState {
  const { category, author, affiliate, ...texts } = asDraft(article);
  const chosen = { category: String(category), author: String(author), affiliate: affiliate ? "on" : "" };
  return { values: { ...texts, ...chosen }, errors: {} };
}
