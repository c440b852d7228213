import { z } from "zod";
import {
  type App,
  EMPTY_FORM,
  type FormState,
  field,
  flash,
  formError,
  type Product,
  RateLimit,
  type Request,
  readForm,
  settingsOf,
} from "../../kit/index.ts";
import { currentUser, type User, withUser } from "../accounts/index.ts";
import { limitOf } from "../billing/index.ts";
import * as store from "./store.ts";
import { JoinPage, TeamPage } from "./views.tsx";

const SettingsSchema = z.object({ invitation_days: z.int().min(1).max(90).default(7) });
const Invite = z.object({ email: field.email() });
const Rename = z.object({ name: field.line(80) });
const Id = z.object({ id: z.coerce.number().int() });

export function routes(app: App, product: Product): void {
  const page = (c: Request, user: User, forms: { invite?: FormState; rename?: FormState } = {}) => {
    const workspace = store.workspaceOf(product, user);
    return (
      <TeamPage
        product={product}
        c={c}
        user={user}
        workspace={workspace}
        workspaces={store.workspacesOf(product, user)}
        members={store.members(product, workspace.id)}
        invitations={store.invitations(product, workspace.id)}
        limit={limitOf(product, workspace.owner_id, "members")}
        invite={forms.invite ?? EMPTY_FORM}
        rename={forms.rename ?? EMPTY_FORM}
      />
    );
  };
  app.get(
    "/team",
    withUser(product, (c, user) => c.html(page(c, user))),
  );
  app.post(
    "/team/rename",
    withUser(product, async (c, user) => {
      const workspace = store.workspaceOf(product, user);
      if (workspace.owner_id !== user.id) return c.notFound();
      const form = await readForm(c, Rename);
      if (!form.ok) return c.html(page(c, user, { rename: form.form }), 422);
      store.rename(product, workspace.id, form.data.name);
      flash(c, product, "Saved.");
      return c.redirect("/team", 303);
    }),
  );
  inviteRoutes(app, product, (c, user, invite) => c.html(page(c, user, { invite }), 422));
  memberRoutes(app, product);
  joinRoutes(app, product);
}

function inviteRoutes(
  app: App,
  product: Product,
  refuse: (c: Request, user: User, form: FormState) => Response | Promise<Response>,
): void {
  const { invitation_days } = settingsOf(product, "team", SettingsSchema);
  const limit = new RateLimit({ max: 20, windowMs: 3_600_000, now: product.now });
  app.post(
    "/team/invite",
    withUser(product, async (c, user) => {
      const workspace = store.workspaceOf(product, user);
      if (workspace.owner_id !== user.id) return c.notFound();
      const form = await readForm(c, Invite);
      if (!form.ok) return refuse(c, user, form.form);
      const { email } = form.data;
      const problem =
        whyNot(product, workspace, email) ?? (limit.take(String(user.id)) ? undefined : TOO_MANY);
      if (problem) return refuse(c, user, formError({ email }, "email", problem));
      const token = store.invite(product, workspace.id, email, invitation_days);
      product.outbox.send({
        to: email,
        subject: `${user.name} invites you to ${product.business.name}`,
        body:
          `Hello,\n\n${user.name} (${user.email}) invites you to "${workspace.name}".\n\n` +
          `To join, open within ${invitation_days} days: ${product.baseUrl}/team/join/${token}\n\n` +
          "If you don't know who this is, you need not do anything.\n",
      });
      product.events.count("invited somebody");
      flash(c, product, `The invitation to ${email} is on its way.`);
      return c.redirect("/team", 303);
    }),
  );
  app.post(
    "/team/withdraw",
    withUser(product, async (c, user) => {
      const workspace = store.workspaceOf(product, user);
      const form = await readForm(c, Id);
      const mine = workspace.owner_id === user.id;
      if (!mine || !form.ok || !store.withdraw(product, workspace.id, form.data.id)) return c.notFound();
      flash(c, product, "The invitation is withdrawn.");
      return c.redirect("/team", 303);
    }),
  );
}

const TOO_MANY = "These were many invitations. Please go on in an hour.";

function whyNot(product: Product, workspace: store.Workspace, email: string): string | undefined {
  const present = store.members(product, workspace.id);
  if (present.some((member) => member.email === email)) return "This person is in the workspace already.";
  const open = store.invitations(product, workspace.id).filter((one) => one.email !== email).length;
  const limit = limitOf(product, workspace.owner_id, "members");
  if (limit === undefined || present.length + open < limit) return undefined;
  return `Your plan has room for ${limit} ${limit === 1 ? "person" : "people"}. A larger plan has more.`;
}

function memberRoutes(app: App, product: Product): void {
  app.post(
    "/team/remove",
    withUser(product, async (c, user) => {
      const workspace = store.workspaceOf(product, user);
      const form = await readForm(c, Id);
      if (!form.ok) return c.notFound();
      const allowed = workspace.owner_id === user.id || form.data.id === user.id;
      if (!allowed || !store.removeMember(product, workspace, form.data.id)) return c.notFound();
      flash(c, product, form.data.id === user.id ? `You left "${workspace.name}".` : "Removed.");
      return c.redirect("/team", 303);
    }),
  );
  app.post(
    "/team/switch",
    withUser(product, async (c, user) => {
      const form = await readForm(c, Id);
      if (!form.ok || !store.switchTo(product, user.id, form.data.id)) return c.notFound();
      flash(c, product, `You are in "${store.workspaceOf(product, user).name}" now.`);
      return c.redirect("/team", 303);
    }),
  );
}

function joinRoutes(app: App, product: Product): void {
  app.get("/team/join/:token", (c) => {
    const workspace = store.invitedTo(product, c.req.param("token"));
    const user = currentUser(product, c.get("session"));
    return c.html(<JoinPage product={product} c={c} workspace={workspace} user={user} />);
  });
  app.post(
    "/team/join/:token",
    withUser(product, (c, user) => {
      // Everyone has a workspace of their own to go back to.
      store.workspacesOf(product, user);
      const workspace = store.join(product, c.req.param("token") ?? "", user.id);
      if (!workspace) {
        return c.html(<JoinPage product={product} c={c} workspace={undefined} user={user} />, 404);
      }
      product.events.count("joined a workspace");
      flash(c, product, `Welcome to "${workspace.name}".`);
      return c.redirect("/team", 303);
    }),
  );
}
