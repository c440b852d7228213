import type { MiddlewareHandler } from "hono";
import { z } from "zod";
import {
  type App,
  type AppEnv,
  checkPassword,
  EMPTY_FORM,
  field,
  flash,
  formError,
  hashPassword,
  ownerOnly,
  type Product,
  RateLimit,
  type Request,
  readForm,
  settingsOf,
  signIn,
  signOut,
  signOutEverywhere,
} from "../../kit/index.ts";
import * as store from "./store.ts";
import { AccountPage, SignInPage, SignUpPage, UsersPage } from "./views.tsx";

const SettingsSchema = z.object({
  after_sign_in: z
    .string()
    .regex(/^\/(?!\/)/)
    .default("/account"),
});
const SignUp = z.object({ name: field.line(100), email: field.email(), password: field.password() });
const SignIn = z.object({
  email: field.email(),
  password: z.string().min(1, "Please enter your password.").max(200),
});
const NewPassword = z.object({
  current: z.string().min(1, "Please enter your password.").max(200),
  password: field.password(),
});
const Deletion = z.object({
  confirm: z.string().refine((text) => text === "delete", "Type delete to confirm."),
});

/** Lets only signed-in users pass; others are asked to sign in. */
export const usersOnly: MiddlewareHandler<AppEnv> = async (c, next) => {
  if (c.get("session")?.role !== "user") return c.redirect("/sign-in");
  await next();
};

/** A handler for a signed-in user; others are asked to sign in. */
export function withUser(
  product: Product,
  handle: (c: Request, user: store.User) => Response | Promise<Response>,
): (c: Request) => Response | Promise<Response> {
  return (c) => {
    const user = store.currentUser(product, c.get("session"));
    return user ? handle(c, user) : c.redirect("/sign-in");
  };
}

export function routes(app: App, product: Product): void {
  const { after_sign_in } = settingsOf(product, "accounts", SettingsSchema);
  const attempts = new RateLimit({ max: 10, windowMs: 60_000, now: product.now });
  signUpRoutes(app, product, after_sign_in);
  app.get("/sign-in", (c) => c.html(<SignInPage product={product} c={c} form={EMPTY_FORM} />));
  app.post("/sign-in", async (c) => {
    const form = await readForm(c, SignIn);
    if (!form.ok) return c.html(<SignInPage product={product} c={c} form={form.form} />, 422);
    const { email, password } = form.data;
    const refuse = (message: string, status: 422 | 429) =>
      c.html(<SignInPage product={product} c={c} form={formError({ email }, "form", message)} />, status);
    if (!attempts.take(email)) return refuse("Too many attempts. Wait a minute and try again.", 429);
    const user = store.credentials(product, email);
    // As much work for an unknown address, so that the time tells nothing.
    const right = await checkPassword(password, user?.password ?? UNKNOWN_USER);
    if (!user || !right) return refuse("E-mail address or password is not right.", 422);
    signIn(c, product, { role: "user", userId: user.id });
    product.events.count("signed in");
    return c.redirect(after_sign_in, 303);
  });
  accountRoutes(app, product);
}

/** A hash that no password has. */
const UNKNOWN_USER = `scrypt$AAAAAAAAAAAAAAAAAAAAAA==$${Buffer.alloc(32).toString("base64")}`;

function signUpRoutes(app: App, product: Product, next: string): void {
  app.get("/sign-up", (c) => c.html(<SignUpPage product={product} c={c} form={EMPTY_FORM} />));
  app.post("/sign-up", async (c) => {
    const form = await readForm(c, SignUp);
    if (!form.ok) return c.html(<SignUpPage product={product} c={c} form={form.form} />, 422);
    const { name, email, password } = form.data;
    const id = store.addUser(product, { name, email, passwordHash: await hashPassword(password) });
    if (id === undefined) {
      const taken = formError(
        { name, email },
        "email",
        "There is an account with this address. Sign in instead.",
      );
      return c.html(<SignUpPage product={product} c={c} form={taken} />, 422);
    }
    signIn(c, product, { role: "user", userId: id });
    product.events.count("signed up");
    product.outbox.send({
      to: email,
      subject: `Welcome to ${product.business.name}`,
      body: `Hello ${name},\n\nyour account is ready: ${product.baseUrl}${next}\n`,
      onceKey: `welcome:${id}`,
    });
    flash(c, product, `Welcome, ${name}. Your account is ready.`);
    return c.redirect(next, 303);
  });
}

function accountRoutes(app: App, product: Product): void {
  app.get("/account", usersOnly, (c) => {
    const user = store.currentUser(product, c.get("session"));
    if (!user) return c.redirect("/sign-in");
    return c.html(
      <AccountPage product={product} c={c} user={user} password={EMPTY_FORM} deletion={EMPTY_FORM} />,
    );
  });
  app.post("/account/password", usersOnly, async (c) => {
    const user = store.currentUser(product, c.get("session"));
    if (!user) return c.redirect("/sign-in");
    const again = (form: typeof EMPTY_FORM) =>
      c.html(<AccountPage product={product} c={c} user={user} password={form} deletion={EMPTY_FORM} />, 422);
    const form = await readForm(c, NewPassword);
    if (!form.ok) return again(form.form);
    if (!(await checkPassword(form.data.current, store.passwordOf(product, user.id) ?? UNKNOWN_USER))) {
      return again(formError({}, "current", "This is not your password."));
    }
    store.changePassword(product, user.id, await hashPassword(form.data.password));
    signOutEverywhere(product, user.id);
    signIn(c, product, { role: "user", userId: user.id });
    flash(c, product, "Your password is changed. Other devices were signed out.");
    return c.redirect("/account", 303);
  });
  app.post("/account/delete", usersOnly, async (c) => {
    const user = store.currentUser(product, c.get("session"));
    if (!user) return c.redirect("/sign-in");
    const form = await readForm(c, Deletion);
    if (!form.ok) {
      return c.html(
        <AccountPage product={product} c={c} user={user} password={EMPTY_FORM} deletion={form.form} />,
        422,
      );
    }
    signOutEverywhere(product, user.id);
    store.removeUser(product, user.id);
    signOut(c, product);
    flash(c, product, "Your account is deleted.");
    return c.redirect("/", 303);
  });
  app.get("/owner/users", ownerOnly, (c) =>
    c.html(<UsersPage product={product} c={c} users={store.listUsers(product)} />),
  );
}
