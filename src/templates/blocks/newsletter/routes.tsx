import { z } from "zod";
import {
  type App,
  EMPTY_FORM,
  field,
  formError,
  type Product,
  RateLimit,
  type Request,
  readForm,
  remoteAddress,
} from "../../kit/index.ts";
import { confirmUrl, readToken, unsubscribeHeaders, unsubscribeUrl } from "./links.ts";
import { newsletterSettings } from "./settings.ts";
import * as store from "./store.ts";
import { ConfirmPage, MessagePage, SignUpPage, UnsubscribePage } from "./views.tsx";

const CONFIRM_WITHIN_MS = 7 * 86_400_000;
const MINUTE = 60_000;

const SignUpForm = z.looseObject({
  email: field.email(),
  source: z
    .string()
    .regex(/^[a-z0-9/-]{1,80}$/)
    .catch("/newsletter"),
});

/** What readers do: sign up, confirm, unsubscribe. Answers never tell whether an address is known. */
export function routes(app: App, product: Product): void {
  signUpRoutes(app, product);
  confirmRoutes(app, product);
  unsubscribeRoutes(app, product);
}

function signUpRoutes(app: App, product: Product): void {
  const { topics } = newsletterSettings(product);
  const byVisitor = new RateLimit({ max: 10, windowMs: MINUTE, now: product.now });
  // An address is written to rarely, whoever types it.
  const byAddress = new RateLimit({ max: 3, windowMs: 60 * MINUTE, now: product.now });
  app.get("/newsletter", (c) => c.html(<SignUpPage product={product} c={c} form={EMPTY_FORM} />));
  app.post("/newsletter", async (c) => {
    const form = await readForm(c, SignUpForm);
    if (!form.ok) return c.html(<SignUpPage product={product} c={c} form={form.form} />, 422);
    const { email, source } = form.data;
    if (!byVisitor.take(remoteAddress(c))) {
      const busy = formError({ email }, "form", "That was often. Please try again in a minute.");
      return c.html(<SignUpPage product={product} c={c} form={busy} />, 429);
    }
    if (byAddress.take(email)) {
      const chosen = topics.filter((_, at) => form.data[`topic-${at}`] === "on");
      const subscriber = store.askToSubscribe(product, { email, source, tags: chosen });
      product.outbox.send(letter(product, subscriber));
      product.events.count("asked for the newsletter");
    }
    return c.redirect("/newsletter/check-your-mail", 303);
  });
  app.get("/newsletter/check-your-mail", (c) =>
    c.html(
      <MessagePage product={product} c={c} title="Look into your mail">
        <p>
          A message is on its way to the address that you gave. Follow the link in it to confirm; without that
          you get no letters.
        </p>
        <p class="muted">Nothing there after some minutes? Look into the folder for unwanted mail.</p>
      </MessagePage>,
    ),
  );
}

/** To an address that is confirmed already, the same page leads to another message. */
function letter(product: Product, { id, email, status, round }: store.Subscriber) {
  const { name } = product.business;
  if (status === "confirmed") {
    return {
      to: email,
      subject: `You already get letters from ${name}`,
      body: `Hello,\n\nSomebody, probably you, asked for the letters from ${name} with this address. You get them already; there is nothing to do.\n\nTo stop them: ${unsubscribeUrl(product, id)}\n`,
      headers: unsubscribeHeaders(product, id),
    };
  }
  return {
    to: email,
    subject: `Please confirm: letters from ${name}`,
    body: `Hello,\n\nYou asked for the letters from ${name}. Confirm that this is your address:\n\n${confirmUrl(product, id, round)}\n\nThe link is good for 7 days. If you did not ask, do nothing: you get no letters.\n`,
  };
}

function confirmRoutes(app: App, product: Product): void {
  const find = (c: Request) => {
    const roundOf = (id: number) => store.findSubscriber(product, id)?.round ?? -1;
    const id = readToken(product, "confirm", c.req.param("token") ?? "", roundOf);
    const subscriber = id === undefined ? undefined : store.findSubscriber(product, id);
    const late = subscriber?.status === "pending" && subscriber.asked_at + CONFIRM_WITHIN_MS < product.now();
    return subscriber?.status === "unsubscribed" || late ? undefined : subscriber;
  };
  const tooLate = (c: Request) =>
    c.html(
      <MessagePage product={product} c={c} title="This link is no longer good">
        <p>
          It was used up or is too old. <a href="/newsletter">Ask again</a>, and a new one comes by e-mail.
        </p>
      </MessagePage>,
      // A page that explains it is a good answer; doing what the link was for is not.
      c.req.method === "GET" ? 200 : 404,
    );
  // Programs that check mail open every link, so that only the button confirms.
  app.get("/newsletter/confirm/:token", (c) => {
    const subscriber = find(c);
    if (!subscriber) return tooLate(c);
    return c.html(<ConfirmPage product={product} c={c} email={subscriber.email} />);
  });
  app.post("/newsletter/confirm/:token", (c) => {
    const subscriber = find(c);
    if (!subscriber) return tooLate(c);
    if (store.confirm(product, subscriber.id)) product.events.count("confirmed the newsletter");
    return c.html(
      <MessagePage product={product} c={c} title="You are on the list">
        <p>
          Letters go to <strong>{subscriber.email}</strong>. Each has a link to stop them.
        </p>
        <p>
          <a href="/">Go to the start page</a>
        </p>
      </MessagePage>,
    );
  });
}

function unsubscribeRoutes(app: App, product: Product): void {
  const find = (c: Request) => {
    const id = readToken(product, "unsubscribe", c.req.param("token") ?? "");
    return id === undefined ? undefined : store.findSubscriber(product, id);
  };
  const end = (id: number) => {
    if (store.unsubscribe(product, id)) product.events.count("unsubscribed");
  };
  app.get("/newsletter/unsubscribe/:token", (c) => {
    const subscriber = find(c);
    if (!subscriber) return c.notFound();
    return c.html(<UnsubscribePage product={product} c={c} subscriber={subscriber} />);
  });
  app.post("/newsletter/unsubscribe/:token", (c) => {
    const subscriber = find(c);
    if (!subscriber) return c.notFound();
    end(subscriber.id);
    return c.html(
      <MessagePage product={product} c={c} title="You get no more letters">
        <p>
          <strong>{subscriber.email}</strong> is off the list. It was a mistake?{" "}
          <a href="/newsletter">Sign up again</a>.
        </p>
      </MessagePage>,
    );
  });
  // What mail programs call for their own button (RFC 8058): from elsewhere, so that the token is the only proof.
  app.post("/api/newsletter/unsubscribe/:token", (c) => {
    const subscriber = find(c);
    if (!subscriber) return c.json({ error: "unknown link" }, 404);
    end(subscriber.id);
    return c.json({ status: "unsubscribed" });
  });
}
