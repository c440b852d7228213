import { z } from "zod";
import { type App, field, formError, type Product, type Request, readForm } from "../../kit/index.ts";
import type { withUser } from "../accounts/index.ts";
import { type Desk, type Handler, note, projectPage, usedUp } from "./desk.tsx";
import * as store from "./store.ts";
import { wordsOf } from "./words.ts";

const EntryForm = z.object({
  title: field.line(200),
  due: z
    .union([z.literal(""), z.iso.date("A day like 2026-11-25, please.")], "A day like 2026-11-25, please.")
    .default(""),
});

/** What is to do in a project: adding, ticking off, opening again, deleting. */
export function entryRoutes(
  app: App,
  product: Product,
  atDesk: (handle: Handler) => ReturnType<typeof withUser>,
): void {
  const { anEntry } = wordsOf(product);
  const find = (c: Request, { workspace }: Desk) => {
    const project = store.findProject(product, workspace.id, Number(c.req.param("id")));
    const entry = project && store.findEntry(product, project.id, Number(c.req.param("entry")));
    return project && entry ? { project, entry } : undefined;
  };
  app.post(
    "/projects/:id{[0-9]+}/entries",
    atDesk(async (c, desk) => {
      const project = store.findProject(product, desk.workspace.id, Number(c.req.param("id")));
      if (!project) return c.notFound();
      const form = await readForm(c, EntryForm);
      if (!form.ok) return c.html(projectPage(c, product, project, { add: form.form }), 422);
      const problem = usedUp(product, desk.workspace);
      if (problem) {
        return c.html(projectPage(c, product, project, { add: formError(form.data, "form", problem) }), 422);
      }
      const { title, due } = form.data;
      product.db.transaction(() => {
        store.addEntry(product, project.id, { title, due: due === "" ? null : due });
        note(product, desk, `Added ${anEntry}`, title);
      });
      return c.redirect(`/projects/${project.id}`, 303);
    }),
  );
  app.post(
    "/projects/:id{[0-9]+}/entries/:entry{[0-9]+}/toggle",
    atDesk((c, desk) => {
      const found = find(c, desk);
      if (!found) return c.notFound();
      const done = found.entry.done_at === null;
      store.setDone(product, found.entry.id, done);
      note(product, desk, `${done ? "Completed" : "Reopened"} ${anEntry}`, found.entry.title);
      return c.redirect(`/projects/${found.project.id}`, 303);
    }),
  );
  app.post(
    "/projects/:id{[0-9]+}/entries/:entry{[0-9]+}/delete",
    atDesk((c, desk) => {
      const found = find(c, desk);
      if (!found) return c.notFound();
      store.removeEntry(product, found.entry.id);
      note(product, desk, `Deleted ${anEntry}`, found.entry.title);
      return c.redirect(`/projects/${found.project.id}`, 303);
    }),
  );
}
