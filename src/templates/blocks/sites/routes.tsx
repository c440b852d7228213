import { z } from "zod";
import {
  type App,
  EMPTY_FORM,
  field,
  flash,
  formError,
  type Product,
  type Request,
  readForm,
  settingsOf,
  toCsv,
} from "../../kit/index.ts";
import { usersOnly } from "../accounts/index.ts";
import { editorRoutes } from "./editor-routes.tsx";
import { ownSite } from "./own-site.ts";
import { publicRoutes } from "./public-routes.tsx";
import { MySitesPage } from "./site-pages.tsx";
import * as store from "./store.ts";
import { SubmissionsPage } from "./submission-page.tsx";
import { TEMPLATES } from "./templates.ts";

const SettingsSchema = z.object({ max_sites: z.int().min(1).max(1_000).default(5) });
const SLUG = /^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])$/;
const NewSite = z.object({
  name: field.line(80),
  slug: field.line(40).toLowerCase().regex(SLUG, "2 to 40 lower-case letters, digits and hyphens, please."),
  template: z
    .string()
    .refine((id) => TEMPLATES.some((one) => one.id === id), "Please choose one of the list."),
});

export function routes(app: App, product: Product): void {
  const { max_sites } = settingsOf(product, "sites", SettingsSchema);
  app.use("/sites", usersOnly);
  app.use("/sites/*", usersOnly);
  const page = (c: Request, form = EMPTY_FORM) => {
    const sites = store.sitesOf(product, c.get("session")?.userId ?? 0);
    return <MySitesPage product={product} c={c} sites={sites} maxSites={max_sites} form={form} />;
  };
  app.get("/sites", (c) => c.html(page(c)));
  app.post("/sites", async (c) => {
    const userId = c.get("session")?.userId ?? 0;
    const form = await readForm(c, NewSite);
    if (!form.ok) return c.html(page(c, form.form), 422);
    const { name, slug, template } = form.data;
    if (store.sitesOf(product, userId).length >= max_sites) {
      return c.html(page(c, formError(form.data, "form", `You have ${max_sites} sites already.`)), 422);
    }
    const draft = TEMPLATES.find(({ id }) => id === template)?.make(name);
    const id = draft && store.addSite(product, { userId, name, slug, draft });
    if (!id) return c.html(page(c, formError(form.data, "slug", "This address is taken.")), 422);
    product.events.count("site created");
    flash(c, product, `${name} is ready to be edited. Nobody sees it until you publish it.`);
    return c.redirect(`/sites/${id}/edit`, 303);
  });
  submissionRoutes(app, product);
  editorRoutes(app, product);
  publicRoutes(app, product);
}

function submissionRoutes(app: App, product: Product): void {
  app.get("/sites/:id{[0-9]+}/submissions", (c) => {
    const site = ownSite(product, c);
    if (!site) return c.notFound();
    const submissions = store.submissionsOf(product, site.id);
    return c.html(<SubmissionsPage product={product} c={c} site={site} submissions={submissions} />);
  });
  app.get("/sites/:id{[0-9]+}/submissions.csv", (c) => {
    const site = ownSite(product, c);
    if (!site) return c.notFound();
    const rows = store
      .submissionsOf(product, site.id, 100_000)
      .flatMap(({ id, form, at, answers }) =>
        answers.map(({ label, value }) => [id, new Date(at).toISOString(), form, label, value]),
      );
    return c.body(toCsv([["submission", "at", "form", "field", "value"], ...rows]), 200, {
      "content-type": "text/csv; charset=utf-8",
      "content-disposition": `attachment; filename="${site.slug}-submissions.csv"`,
    });
  });
}
