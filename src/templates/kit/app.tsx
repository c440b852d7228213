import { Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import { csrf } from "hono/csrf";
import { secureHeaders } from "hono/secure-headers";
import type { App, AppEnv, Block, Product } from "./block.ts";
import { HomePage } from "./home.tsx";
import { Page } from "./layout.tsx";
import { navigation } from "./navigation.ts";
import { MAIL_PATH, MAIL_POLICY, ownerPages } from "./owner.tsx";
import { TestGateway } from "./payments.ts";
import { readSession, takeFlash } from "./sessions.ts";
import { standardPages } from "./standard-pages.tsx";
import { icon, styleSheet } from "./style.ts";
import { testPaymentPages } from "./test-payment.tsx";

const MAX_BODY_BYTES = 2_097_152;
/** Paths below which other sites may show or call the product: the widget and the APIs of blocks. */
const OPEN_PATHS = /^\/(?:embed|api)\//;
const STATIC = "public, max-age=300";

export interface AppOptions {
  /** Answers of /healthz: which process this is, and which release. */
  readonly instance?: string;
  readonly release?: string;
  readonly report?: (error: unknown) => void;
}

/** The whole product as one Hono app. */
export function createApp(product: Product, options: AppOptions = {}): App {
  const { instance = "", release = "", report = () => {} } = options;
  const app: App = new Hono<AppEnv>();
  // Outside of the middleware that sets the headers, whose last word it changes.
  app.use("/embed/*", async (c, next) => {
    await next();
    c.res.headers.delete("x-frame-options");
    c.res.headers.set("cross-origin-resource-policy", "cross-origin");
    c.res.headers.set(
      "content-security-policy",
      POLICY.replace("frame-ancestors 'none'", "frame-ancestors *"),
    );
  });
  app.use(`${MAIL_PATH}/:id`, async (c, next) => {
    await next();
    if (c.res.ok) c.res.headers.set("content-security-policy", MAIL_POLICY);
  });
  app.use(secureHeaders(headersFor(product)));
  app.use(bodyLimit({ maxSize: MAX_BODY_BYTES, onError: (c) => c.text("This is too large.", 413) }));
  const ownOrigin = new URL(product.baseUrl).origin;
  const sameSite = csrf({
    origin: (origin, c) => origin === ownOrigin || origin === new URL(c.req.url).origin,
  });
  app.use((c, next) => (OPEN_PATHS.test(c.req.path) ? next() : sameSite(c, next)));
  app.get("/healthz", (c) => c.json({ status: "ok", instance, release }));
  assets(app, product);
  app.use(async (c, next) => {
    c.set("session", readSession(c, product));
    if (c.req.method === "GET" && !OPEN_PATHS.test(c.req.path)) c.set("flash", takeFlash(c, product));
    await next();
  });
  app.use(async (c, next) => {
    await next();
    try {
      for (const block of product.blocks) block.onResponse?.(c, product);
    } catch (error) {
      // The visitor has a good answer already.
      report(error);
    }
  });
  ownerPages(app, product);
  standardPages(app, product);
  if (product.payments instanceof TestGateway) testPaymentPages(app, product, product.payments);
  for (const block of product.blocks) block.routes(app, product);
  app.get("/", (c) => c.html(<HomePage product={product} c={c} />));
  app.notFound((c) => c.html(<Message product={product} c={c} title="This page does not exist" />, 404));
  app.onError((error, c) => {
    if ("getResponse" in error) return error.getResponse();
    report(error);
    return c.html(<Message product={product} c={c} title="Something went wrong on our side" />, 500);
  });
  return app;
}

const POLICY =
  "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

const CONTENT_SECURITY_POLICY = {
  defaultSrc: ["'self'"],
  imgSrc: ["'self'", "data:"],
  objectSrc: ["'none'"],
  baseUri: ["'none'"],
  formAction: ["'self'"],
  frameAncestors: ["'none'"],
};

const HEADERS: Parameters<typeof secureHeaders>[0] = {
  contentSecurityPolicy: CONTENT_SECURITY_POLICY,
  xFrameOptions: "DENY",
  referrerPolicy: "strict-origin-when-cross-origin",
  permissionsPolicy: { camera: [], microphone: [], geolocation: [] },
};

/** A form may lead to the checkout of the payment provider, which browsers count as its target. */
function headersFor({ payments }: Product): typeof HEADERS {
  const targets = payments.formTargets ?? [];
  if (targets.length === 0) return HEADERS;
  return {
    ...HEADERS,
    contentSecurityPolicy: { ...CONTENT_SECURITY_POLICY, formAction: ["'self'", ...targets] },
  };
}

function assets(app: App, product: Product): void {
  const { name, theme } = product.business;
  const css = styleSheet(theme);
  const sign = icon(name, theme);
  app.get("/assets/site.css", (c) =>
    c.body(css, 200, { "content-type": "text/css; charset=utf-8", "cache-control": STATIC }),
  );
  app.get("/assets/icon.svg", (c) =>
    c.body(sign, 200, { "content-type": "image/svg+xml", "cache-control": STATIC }),
  );
  app.get("/robots.txt", (c) =>
    c.text(
      `User-agent: *\nDisallow: /owner\nDisallow: /test-payment\nDisallow: /payments\n\nSitemap: ${product.baseUrl}/sitemap.xml\n`,
    ),
  );
  app.get("/sitemap.xml", (c) =>
    c.body(sitemap(product), 200, { "content-type": "application/xml; charset=utf-8" }),
  );
}

function sitemap(product: Product): string {
  const open = navigation(product).filter(({ audience = "everyone" }) => audience === "everyone");
  const own = product.blocks.flatMap((block: Block) => block.sitemap?.(product) ?? []);
  const paths = new Set(["/", ...open.map(({ href }) => href), ...own, "/help", "/privacy"]);
  const locations = [...paths].map((path) => `  <url><loc>${escapeXml(product.baseUrl + path)}</loc></url>`);
  return `<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n${locations.join("\n")}\n</urlset>\n`;
}

/** Text for XML, such as feeds and sitemaps. */
export function escapeXml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

function Message({ product, c, title }: Pick<Parameters<typeof Page>[0], "product" | "c" | "title">) {
  return (
    <Page product={product} c={c} title={title} hidden>
      <h1>{title}</h1>
      <p>
        <a href="/">Go to the start page</a> or <a href="/help">get help</a>.
      </p>
    </Page>
  );
}
