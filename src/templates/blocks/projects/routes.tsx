import { z } from "zod";
import {
  type App,
  EMPTY_FORM,
  type FormState,
  field,
  flash,
  formError,
  type Product,
  type Request,
  readForm,
  toCsv,
} from "../../kit/index.ts";
import { withUser } from "../accounts/index.ts";
import { limitOf } from "../billing/index.ts";
import { type Workspace, workspaceOf } from "../team/index.ts";
import { type Desk, type Handler, note, projectPage, usedUp } from "./desk.tsx";
import { entryRoutes } from "./entry-routes.tsx";
import * as store from "./store.ts";
import { ProjectsPage } from "./views.tsx";
import { wordsOf } from "./words.ts";

const ProjectForm = z.object({ name: field.line(120), note: field.optional(2_000) });

export function routes(app: App, product: Product): void {
  const words = wordsOf(product);
  const atDesk = (handle: Handler) =>
    withUser(product, (c, user) => handle(c, { user, workspace: workspaceOf(product, user) }));
  const list = (c: Request, { user, workspace }: Desk, form: FormState = EMPTY_FORM) => (
    <ProjectsPage
      product={product}
      c={c}
      words={words}
      workspace={workspace}
      projects={store.listProjects(product, workspace.id)}
      reminders={store.wantsReminders(product, user.id)}
      form={form}
    />
  );
  app.get(
    "/projects",
    atDesk((c, desk) => c.html(list(c, desk))),
  );
  app.post(
    "/projects",
    atDesk(async (c, desk) => {
      const form = await readForm(c, ProjectForm);
      if (!form.ok) return c.html(list(c, desk, form.form), 422);
      const problem = noRoom(product, desk.workspace);
      if (problem) return c.html(list(c, desk, formError(form.data, "form", problem)), 422);
      const id = product.db.transaction(() => {
        note(product, desk, `Added ${words.aProject}`, form.data.name);
        return store.addProject(product, desk.workspace.id, form.data);
      });
      product.events.count(`added ${words.aProject}`);
      return c.redirect(`/projects/${id}`, 303);
    }),
  );
  app.post(
    "/projects/reminders",
    atDesk(async (c, { user }) => {
      const form = await readForm(c, z.object({ wanted: field.ticked() }));
      const wanted = form.ok && form.data.wanted;
      store.setReminders(product, user.id, wanted);
      flash(c, product, wanted ? "You get an e-mail on days when something is due." : "Reminders are off.");
      return c.redirect("/projects", 303);
    }),
  );
  app.get(
    "/projects/export.csv",
    atDesk((c, { workspace }) => {
      const rows = store
        .everything(product, workspace.id)
        .map((one) => [one.project, one.title, one.due, isoTime(one.created_at), isoTime(one.done_at)]);
      return c.body(toCsv([[words.project, words.entry, "due", "added", "done"], ...rows]), 200, {
        "content-type": "text/csv; charset=utf-8",
        "content-disposition": `attachment; filename="projects.csv"`,
      });
    }),
  );
  projectRoutes(app, product, atDesk);
  entryRoutes(app, product, atDesk);
}

function projectRoutes(app: App, product: Product, atDesk: (handle: Handler) => ReturnType<typeof withUser>) {
  const words = wordsOf(product);
  const find = (c: Request, { workspace }: Desk) =>
    store.findProject(product, workspace.id, Number(c.req.param("id")));
  app.get(
    "/projects/:id{[0-9]+}",
    atDesk((c, desk) => {
      const project = find(c, desk);
      if (!project) return c.notFound();
      return c.html(projectPage(c, product, project));
    }),
  );
  app.post(
    "/projects/:id{[0-9]+}/edit",
    atDesk(async (c, desk) => {
      const project = find(c, desk);
      if (!project) return c.notFound();
      const form = await readForm(c, ProjectForm);
      if (!form.ok) return c.html(projectPage(c, product, project, { edit: form.form }), 422);
      store.changeProject(product, project.id, form.data);
      note(product, desk, `Changed ${words.aProject}`, form.data.name);
      flash(c, product, "Saved.");
      return c.redirect(`/projects/${project.id}`, 303);
    }),
  );
  app.post(
    "/projects/:id{[0-9]+}/delete",
    atDesk((c, desk) => {
      const project = find(c, desk);
      if (!project) return c.notFound();
      store.removeProject(product, project.id);
      note(product, desk, `Deleted ${words.aProject}`, project.name);
      flash(c, product, `"${project.name}" is deleted.`);
      return c.redirect("/projects", 303);
    }),
  );
}

function noRoom(product: Product, workspace: Workspace): string | undefined {
  const limit = limitOf(product, workspace.owner_id, "projects");
  const { project, projects } = wordsOf(product);
  if (limit !== undefined && store.countProjects(product, workspace.id) >= limit) {
    return `The plan has room for ${limit} ${limit === 1 ? project : projects}. See Pricing for plans with more.`;
  }
  return usedUp(product, workspace);
}

function isoTime(time: number | null): string {
  return time === null ? "" : new Date(time).toISOString();
}
