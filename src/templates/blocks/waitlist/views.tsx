import type { PropsWithChildren } from "hono/jsx";
import {
  Card,
  EMPTY_FORM,
  Field,
  FormProblem,
  type FormState,
  Page,
  PageHeading,
  type Product,
  type Request,
  Stat,
} from "../../kit/index.ts";
import { personalPath } from "./links.ts";
import { waitlistSettings } from "./settings.ts";
import { countByStatus, type Person, personByCode } from "./store.ts";

export interface View {
  readonly product: Product;
  readonly c: Request;
}

/** The call to action of the home page. */
export function HeroForm({ product, code }: { product: Product; code: string }) {
  const invited = personByCode(product, code) !== undefined;
  return (
    <div class="hero-form">
      {invited && (
        <p class="notice">Somebody who waits already invited you. Join, and they move up in the line.</p>
      )}
      <JoinForm product={product} form={EMPTY_FORM} code={invited ? code : ""} />
      <p class="muted">{howMany(product)}</p>
    </div>
  );
}

function JoinForm({ product, form, code }: { product: Product; form: FormState; code: string }) {
  return (
    <form method="post" action="/waitlist">
      <FormProblem form={form} />
      <input type="hidden" name="code" value={code} />
      <div class="inline-form">
        <Field
          name="email"
          label="E-mail"
          type="email"
          form={form}
          autocomplete="email"
          placeholder="name@example.com"
        />
        <button class="button primary" type="submit">
          {waitlistSettings(product).button}
        </button>
      </div>
    </form>
  );
}

function howMany(product: Product): string {
  const { waiting } = countByStatus(product);
  const ask = "One address, nothing else; you confirm it by e-mail.";
  if (waiting === 0) return `Be the first in line. ${ask}`;
  return `${waiting === 1 ? "One person is" : `${waiting} people are`} in line. ${ask}`;
}

export function HowItWorks({ product }: { product: Product }) {
  const { places_per_invitation: places } = waitlistSettings(product);
  return (
    <section class="band" id="how">
      <div class="inner">
        <h2>How the waitlist works</h2>
        <ol class="grid">
          <li class="card">
            <h3>Take your place</h3>
            <p>Enter your address and confirm it by e-mail. The order is that of confirming.</p>
          </li>
          <li class="card">
            <h3>Move up</h3>
            <p>
              Share your link. For each person who joins through it and confirms, you move up{" "}
              {places === 1 ? "one place" : `${places} places`}.
            </p>
          </li>
          <li class="card">
            <h3>Get in</h3>
            <p>Invitations go out from the front of the line. You can see your place at any time.</p>
          </li>
        </ol>
      </div>
    </section>
  );
}

export function JoinPage({ product, c, form }: View & { form: FormState }) {
  const { name } = product.business;
  return (
    <Page product={product} c={c} title="Waitlist" description={`Join the waitlist of ${name}.`}>
      <PageHeading title={`Be among the first at ${name}`} lead={product.business.tagline} />
      <Card>
        <JoinForm product={product} form={form} code={form.values.code ?? ""} />
      </Card>
      <p class="muted">
        {howMany(product)} <a href="/privacy">Privacy</a>
      </p>
    </Page>
  );
}

export function MessagePage({ product, c, title, children }: PropsWithChildren<View & { title: string }>) {
  return (
    <Page product={product} c={c} title={title} hidden>
      <PageHeading title={title} />
      {children}
    </Page>
  );
}

/** A question with a button that answers it, posted to the same address. */
export function AskPage({
  button,
  children,
  ...page
}: PropsWithChildren<View & { title: string; button: string }>) {
  return (
    <MessagePage {...page}>
      {children}
      <form method="post" action={page.c.req.path}>
        <button class="button primary" type="submit">
          {button}
        </button>
      </form>
    </MessagePage>
  );
}

export function PlacePage({
  product,
  c,
  person,
  position,
  waiting,
}: View & { person: Person; position: number; waiting: number }) {
  const { places_per_invitation: places } = waitlistSettings(product);
  const link = `${product.baseUrl}/r/${person.code}`;
  const invited = person.status === "invited";
  return (
    <Page product={product} c={c} title="Your place" hidden>
      <PageHeading
        title={invited ? "You are invited" : `You are number ${position} in line`}
        lead={invited ? "Look into your mail: your invitation is there." : lineInWords(waiting)}
      />
      <div class="stats">
        {!invited && <Stat label="Before you" value={position - 1} />}
        <Stat label="Joined through your link" value={person.brought} note="Counted once they confirm." />
      </div>
      <Card title="Move up">
        <p>
          For each person who joins through your link and confirms, you move up{" "}
          {places === 1 ? "one place" : `${places} places`}.
        </p>
        <div class="field">
          <label for="link">Your link</label>
          <input id="link" value={link} readonly />
        </div>
        <p>
          <a href={mailTo(product, link)}>Send it by e-mail</a>
        </p>
      </Card>
      <p class="muted">
        Keep the address of this page; it is yours alone.{" "}
        <a href={personalPath(product, "leave", person.id)}>Leave the list</a>
      </p>
    </Page>
  );
}

function lineInWords(waiting: number): string {
  return waiting === 1 ? "Nobody else is in line yet." : `${waiting} people are in line.`;
}

function mailTo({ business }: Product, link: string): string {
  const body = `${business.name}: ${business.tagline}\n\n${link}`;
  return `mailto:?subject=${encodeURIComponent(business.name)}&body=${encodeURIComponent(body)}`;
}
