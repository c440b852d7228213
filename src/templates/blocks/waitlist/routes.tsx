import { z } from "zod";
import {
  type App,
  EMPTY_FORM,
  field,
  flash,
  formError,
  type Product,
  RateLimit,
  type Request,
  readForm,
  remoteAddress,
} from "../../kit/index.ts";
import { personalPath, personalUrl, readToken } from "./links.ts";
import * as store from "./store.ts";
import { AskPage, JoinPage, MessagePage, PlacePage } from "./views.tsx";

const MINUTE = 60_000;
const CODE = /^[a-z0-9]{8}$/;
const JoinForm = z.object({ email: field.email(), code: z.string().regex(CODE).catch("") });

/** Joining, confirming, one's place in the line, leaving. Answers never tell whether an address is known. */
export function routes(app: App, product: Product): void {
  joinRoutes(app, product);
  app.get("/r/:code", (c) => {
    const code = c.req.param("code");
    if (!CODE.test(code) || !store.personByCode(product, code)) return c.redirect("/");
    product.events.count("followed an invitation link");
    return c.redirect(`/?invited-by=${code}`);
  });
  placeRoutes(app, product);
  leaveRoutes(app, product);
}

function joinRoutes(app: App, product: Product): void {
  const byVisitor = new RateLimit({ max: 10, windowMs: MINUTE, now: product.now });
  const byAddress = new RateLimit({ max: 3, windowMs: 60 * MINUTE, now: product.now });
  app.get("/waitlist", (c) => c.html(<JoinPage product={product} c={c} form={EMPTY_FORM} />));
  app.post("/waitlist", async (c) => {
    const form = await readForm(c, JoinForm);
    if (!form.ok) return c.html(<JoinPage product={product} c={c} form={form.form} />, 422);
    const { email, code } = form.data;
    if (!byVisitor.take(remoteAddress(c))) {
      const busy = formError({ email, code }, "form", "That was often. Please try again in a minute.");
      return c.html(<JoinPage product={product} c={c} form={busy} />, 429);
    }
    if (byAddress.take(email)) {
      product.outbox.send(letter(product, store.askToJoin(product, email, code)));
      product.events.count("asked to join the waitlist");
    }
    return c.redirect("/waitlist/check-your-mail", 303);
  });
  app.get("/waitlist/check-your-mail", (c) =>
    c.html(
      <MessagePage product={product} c={c} title="Almost there: look into your mail">
        <p>
          A message is on its way to the address that you gave. Follow the link in it to take your place in
          the line.
        </p>
        <p class="muted">Nothing there after some minutes? Look into the folder for unwanted mail.</p>
      </MessagePage>,
    ),
  );
}

function letter(product: Product, { id, email, status }: store.Person) {
  const { name } = product.business;
  const leave = `To leave the list and be forgotten: ${personalUrl(product, "leave", id)}`;
  if (status === "pending") {
    return {
      to: email,
      subject: `Confirm your place: ${name}`,
      body: `Hello,\n\nYou asked to join the waitlist of ${name}. Take your place:\n\n${personalUrl(product, "confirm", id)}\n\nIf you did not ask, do nothing.\n\n${leave}\n`,
    };
  }
  return {
    to: email,
    subject: `You are on the waitlist of ${name}`,
    body: `Hello,\n\nYou are on the waitlist already. Your place and your own link to invite others:\n\n${personalUrl(product, "place", id)}\n\n${leave}\n`,
  };
}

const gone = (product: Product, c: Request) =>
  c.html(
    <MessagePage product={product} c={c} title="This link is no longer good">
      <p>
        Perhaps you left the list. <a href="/waitlist">Join again</a>
      </p>
    </MessagePage>,
    // A page that explains it is a good answer; doing what the link was for is not.
    c.req.method === "GET" ? 200 : 404,
  );

function placeRoutes(app: App, product: Product): void {
  // Programs that check mail open every link, so that only the button confirms.
  app.get("/waitlist/confirm/:token", (c) => {
    const person = find(product, "confirm", c);
    if (!person) return gone(product, c);
    if (person.status !== "pending") return c.redirect(personalPath(product, "place", person.id));
    return c.html(
      <AskPage product={product} c={c} title="One more click" button="Take my place in the line">
        <p>
          Shall <strong>{person.email}</strong> join the waitlist of {product.business.name}?
        </p>
      </AskPage>,
    );
  });
  app.post("/waitlist/confirm/:token", (c) => {
    const person = find(product, "confirm", c);
    if (!person) return gone(product, c);
    const place = personalPath(product, "place", person.id);
    if (store.confirm(product, person.id)) {
      product.events.count("joined the waitlist");
      product.outbox.send({
        to: person.email,
        subject: `Your place at ${product.business.name}`,
        body: `Hello,\n\nYou are on the list. Your place, and your own link to invite others:\n\n${product.baseUrl}${place}\n\nTo leave the list and be forgotten: ${personalUrl(product, "leave", person.id)}\n`,
        onceKey: `waitlist:place:${person.id}`,
      });
      flash(c, product, "You are on the list.");
    }
    return c.redirect(place, 303);
  });
  app.get("/waitlist/place/:token", (c) => {
    const person = find(product, "place", c);
    if (!person || person.status === "pending") return gone(product, c);
    const line = store.line(product);
    const position = line.findIndex(({ id }) => id === person.id) + 1;
    return c.html(
      <PlacePage product={product} c={c} person={person} position={position} waiting={line.length} />,
    );
  });
}

function leaveRoutes(app: App, product: Product): void {
  app.get("/waitlist/leave/:token", (c) => {
    const person = find(product, "leave", c);
    if (!person) return gone(product, c);
    return c.html(
      <AskPage product={product} c={c} title="Leave the waitlist?" button="Leave and be forgotten">
        <p>
          <strong>{person.email}</strong> loses its place, and all that is stored about it is erased.
        </p>
      </AskPage>,
    );
  });
  app.post("/waitlist/leave/:token", (c) => {
    const person = find(product, "leave", c);
    if (!person) return gone(product, c);
    store.remove(product, person.id);
    product.events.count("left the waitlist");
    flash(c, product, "You are off the list, and your address is erased.");
    return c.redirect("/", 303);
  });
}

function find(product: Product, purpose: "confirm" | "place" | "leave", c: Request) {
  const id = readToken(product, purpose, c.req.param("token") ?? "");
  return id === undefined ? undefined : store.personById(product, id);
}
