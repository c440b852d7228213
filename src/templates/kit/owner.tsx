import type { MiddlewareHandler } from "hono";
import { z } from "zod";
import type { App, AppEnv, Product, Request } from "./block.ts";
import { Field, FormProblem } from "./fields.tsx";
import { formatTime } from "./format.ts";
import { EMPTY_FORM, type FormState, field, formError, readForm } from "./forms.ts";
import { runJobs } from "./jobs.ts";
import { Page } from "./layout.tsx";
import { RateLimit } from "./rate-limit.ts";
import { flash, sameSecret, signIn, signOut } from "./sessions.ts";
import { Card, EmptyState, PageHeading, PostButton, Table } from "./ui.tsx";

/** Lets only the owner of the business pass; others are asked to sign in. */
export const ownerOnly: MiddlewareHandler<AppEnv> = async (c, next) => {
  if (c.get("session")?.role !== "owner") return c.redirect("/owner/sign-in");
  await next();
};

/** Where a message is shown as it looks, by its id. */
export const MAIL_PATH = "/owner/outbox";
/** A message is shown as mail programs show it: its own styles, images of this product, no scripts. */
export const MAIL_POLICY =
  "default-src 'none'; object-src 'none'; img-src 'self'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox allow-popups allow-top-navigation-by-user-activation";

const SignIn = z.object({ key: field.line(200) });

/** The owner's area: signing in with the owner key, what people use, e-mail that went out, and due work. */
export function ownerPages(app: App, product: Product): void {
  const attempts = new RateLimit({ max: 10, windowMs: 60_000, now: product.now });
  const signInPage = (form: FormState) => (c: Request) =>
    c.html(
      <Page product={product} c={c} title="Owner" hidden>
        <PageHeading title="Owner's sign-in" lead={`For whoever runs ${product.business.name}.`} />
        <Card>
          <form method="post" action="/owner/sign-in">
            <FormProblem form={form} />
            <Field
              name="key"
              label="Owner key"
              type="password"
              form={form}
              autocomplete="current-password"
              hint="It is in the file .env of this business."
            />
            <button class="button primary" type="submit">
              Sign in
            </button>
          </form>
        </Card>
      </Page>,
      Object.keys(form.errors).length > 0 ? 422 : 200,
    );
  app.get("/owner/sign-in", (c) => signInPage(EMPTY_FORM)(c));
  app.post("/owner/sign-in", async (c) => {
    const form = await readForm(c, SignIn);
    if (!form.ok) return signInPage(form.form)(c);
    if (!attempts.take("owner"))
      return signInPage(formError({}, "form", "Too many attempts. Wait a minute."))(c);
    if (!sameSecret(form.data.key, product.secrets.ownerKey)) {
      return signInPage(formError({}, "key", "This is not the owner key."))(c);
    }
    signIn(c, product, { role: "owner", userId: 0 });
    return c.redirect("/owner", 303);
  });
  app.post("/sign-out", (c) => {
    signOut(c, product);
    flash(c, product, "You are signed out.");
    return c.redirect("/", 303);
  });
  app.get("/owner", ownerOnly, (c) => c.html(<OwnerHome product={product} c={c} />));
  app.get("/owner/outbox", ownerOnly, (c) => c.html(<OutboxPage product={product} c={c} />));
  app.get(`${MAIL_PATH}/:id{[0-9]+}`, ownerOnly, (c) => {
    const mail = product.outbox.find(Number(c.req.param("id")));
    if (mail?.html === undefined) return c.notFound();
    return c.html(mail.html);
  });
  app.post("/owner/run-jobs", ownerOnly, async (c) => {
    const done = await runJobs(product);
    flash(c, product, done === 0 ? "Nothing was due." : `Done: ${done}.`);
    return c.redirect("/owner", 303);
  });
}

type PageArguments = Pick<Parameters<typeof Page>[0], "product" | "c">;

function OwnerHome({ product, c }: PageArguments) {
  const links = product.blocks.flatMap((block) => block.ownerNav?.(product) ?? []);
  const totals = product.events.totals(30);
  const hasJobs = product.blocks.some((block) => (block.jobs?.length ?? 0) > 0);
  return (
    <Page product={product} c={c} title="Owner" hidden>
      <PageHeading title={product.business.name} lead="What there is to run.">
        {hasJobs && <PostButton action="/owner/run-jobs" label="Do what is due now" />}
      </PageHeading>
      <ul class="grid">
        {[...links, { href: "/owner/outbox", label: "E-mail that went out" }].map(({ href, label }) => (
          <li class="card">
            <a href={href}>{label}</a>
          </li>
        ))}
      </ul>
      <h2>What people used in the last 30 days</h2>
      {totals.length === 0 ? (
        <EmptyState title="Nothing yet." />
      ) : (
        <Table
          caption="What people used in the last 30 days"
          head={["What", "How often"]}
          rows={totals.map(({ name, count }) => [name, count])}
        />
      )}
    </Page>
  );
}

function OutboxPage({ product, c }: PageArguments) {
  const mails = product.outbox.list();
  return (
    <Page product={product} c={c} title="E-mail" hidden>
      <PageHeading
        title="E-mail that went out"
        lead="No mail service is configured, so messages stay here. This is what people would get."
      />
      {mails.length === 0 && <EmptyState title="No e-mail yet." />}
      <ul class="list">
        {mails.map(({ id, to, subject, body, html, at }) => (
          <li>
            <h2>{subject}</h2>
            <p class="muted">
              To {to}, {formatTime(at)}
              {html !== undefined && (
                <>
                  {" · "}
                  <a href={`/owner/outbox/${id}`} aria-label={`Show as it looks: message ${id}`}>
                    Show as it looks
                  </a>
                </>
              )}
            </p>
            <MailBody text={body} baseUrl={product.baseUrl} />
          </li>
        ))}
      </ul>
    </Page>
  );
}

/** What ends the sentence is not of the address. */
function MailLink({ word }: { word: string }) {
  const address = word.replace(/[.,;:!?)]+$/, "");
  return (
    <>
      <a href={address}>{address}</a>
      {word.slice(address.length)}
    </>
  );
}

/** The text with links of this product made clickable; other addresses stay text. */
function MailBody({ text, baseUrl }: { text: string; baseUrl: string }) {
  return (
    <div class="prose">
      {text.split("\n").map((line) => (
        <p>
          {line
            .split(/(\s+)/)
            .map((word) => (word.startsWith(`${baseUrl}/`) ? <MailLink word={word} /> : word))}
        </p>
      ))}
    </div>
  );
}
