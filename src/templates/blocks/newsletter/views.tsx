import type { PropsWithChildren } from "hono/jsx";
import {
  Card,
  Checkbox,
  EMPTY_FORM,
  Field,
  FormProblem,
  type FormState,
  Page,
  PageHeading,
  type Product,
  type Request,
} from "../../kit/index.ts";
import { newsletterSettings } from "./settings.ts";
import type { Subscriber } from "./store.ts";

export interface View {
  readonly product: Product;
  readonly c: Request;
}

function SignUpForm({ product, form, source }: { product: Product; form: FormState; source: string }) {
  const { topics } = newsletterSettings(product);
  return (
    <form method="post" action="/newsletter">
      <FormProblem form={form} />
      <input type="hidden" name="source" value={source} />
      {topics.length === 0 ? (
        <div class="inline-form">
          <Address form={form} />
          <SignUpButton />
        </div>
      ) : (
        <>
          <Address form={form} />
          <fieldset>
            <legend>What about? (optional)</legend>
            {topics.map((topic, at) => (
              <Checkbox name={`topic-${at}`} label={topic} form={form} />
            ))}
          </fieldset>
          <SignUpButton />
        </>
      )}
    </form>
  );
}

function Address({ form }: { form: FormState }) {
  return (
    <Field
      name="email"
      label="E-mail"
      type="email"
      form={form}
      autocomplete="email"
      placeholder="name@example.com"
    />
  );
}

function SignUpButton() {
  return (
    <button class="button primary" type="submit">
      Sign up
    </button>
  );
}

/** The form on the home page. */
export function SignUpBand({ product }: { product: Product }) {
  const { title, promise } = newsletterSettings(product);
  return (
    <section class="band" id="newsletter">
      <div class="inner split">
        <div>
          <h2>{title}</h2>
          <p class="lead">{promise}</p>
        </div>
        <Card>
          <SignUpForm product={product} form={EMPTY_FORM} source="/" />
        </Card>
      </div>
    </section>
  );
}

export function SignUpPage({ product, c, form }: View & { form: FormState }) {
  const { title, promise } = newsletterSettings(product);
  return (
    <Page product={product} c={c} title="Newsletter" description={promise.slice(0, 300)}>
      <PageHeading title={title} lead={promise} />
      <Card>
        <SignUpForm product={product} form={form} source={form.values.source ?? "/newsletter"} />
      </Card>
      <p class="muted">
        Your address is used for these letters and nothing else. <a href="/privacy">Privacy</a>
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

export function ConfirmPage({ product, c, email }: View & { email: string }) {
  return (
    <MessagePage product={product} c={c} title="One more click">
      <p>
        Shall letters from {product.business.name} go to <strong>{email}</strong>?
      </p>
      <form method="post" action={c.req.path}>
        <button class="button primary" type="submit">
          Yes, send me the letters
        </button>
      </form>
    </MessagePage>
  );
}

export function UnsubscribePage({ product, c, subscriber }: View & { subscriber: Subscriber }) {
  if (subscriber.status === "unsubscribed") {
    return (
      <MessagePage product={product} c={c} title="You get no letters">
        <p>
          <strong>{subscriber.email}</strong> is not on the list. <a href="/newsletter">Sign up again</a>
        </p>
      </MessagePage>
    );
  }
  return (
    <MessagePage product={product} c={c} title="No more letters?">
      <p>
        Letters from {product.business.name} to <strong>{subscriber.email}</strong> end at once.
      </p>
      <form method="post" action={c.req.path}>
        <button class="button primary" type="submit">
          Unsubscribe
        </button>
      </form>
    </MessagePage>
  );
}
