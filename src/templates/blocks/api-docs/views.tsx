import { Badge, formatMoney, Page, PageHeading, type Product, type Request, Table } from "../../kit/index.ts";
import { type Operation, operationsOf, PROBLEMS } from "../gateway/index.ts";
import { curl } from "./examples.ts";
import { fieldsOf } from "./fields.ts";
import { tiersOf } from "./store.ts";

function Code({ text }: { text: string }) {
  return (
    <pre tabindex={0}>
      <code>{text}</code>
    </pre>
  );
}

/** The first request, on the home page. */
export function DocsBand({ product }: { product: Product }) {
  const [status] = operationsOf(product);
  return (
    <section class="band sunken" id="quickstart">
      <div class="inner">
        <h2>The first request takes a minute</h2>
        <p>This one works at once, without an account:</p>
        {status && <Code text={curl(status, product.baseUrl)} />}
        <p>
          <a class="button secondary" href="/docs">
            Read the docs
          </a>
        </p>
      </div>
    </section>
  );
}

export function DocsPage({ product, c }: { product: Product; c: Request }) {
  const operations = operationsOf(product);
  return (
    <Page
      product={product}
      c={c}
      title="Docs"
      description={`How to use the API of ${product.business.name}: quickstart, reference, limits and errors.`}
      structuredData={{
        "@type": "TechArticle",
        headline: `${product.business.name} API`,
        url: `${product.baseUrl}/docs`,
      }}
    >
      <PageHeading title="Docs" lead={`Everything about the API of ${product.business.name}.`}>
        <a class="button secondary" href="/openapi.json">
          OpenAPI 3.1
        </a>
      </PageHeading>
      <Contents operations={operations} />
      <Quickstart product={product} operations={operations} />
      <Client product={product} />
      <Limits product={product} />
      <h2 id="reference">Reference</h2>
      {operations.map((operation) => (
        <Reference product={product} operation={operation} />
      ))}
      <Errors />
    </Page>
  );
}

function Contents({ operations }: { operations: readonly Operation[] }) {
  return (
    <nav aria-label="On this page">
      <ul>
        <li>
          <a href="#quickstart">Quickstart</a>
        </li>
        <li>
          <a href="#client">Client for JavaScript</a>
        </li>
        <li>
          <a href="#limits">Limits</a>
        </li>
        <li>
          <a href="#reference">Reference</a>:{" "}
          {operations.map(({ id, summary }, at) => (
            <>
              {at > 0 && ", "}
              <a href={`#${id}`}>{summary}</a>
            </>
          ))}
        </li>
        <li>
          <a href="#errors">Errors</a>
        </li>
      </ul>
    </nav>
  );
}

function Quickstart({ product, operations }: { product: Product; operations: readonly Operation[] }) {
  const [status, create] = operations;
  return (
    <section>
      <h2 id="quickstart">Quickstart</h2>
      <p>1. See that it answers. This needs no key:</p>
      {status && <Code text={curl(status, product.baseUrl)} />}
      <p>
        2. <a href="/sign-up">Sign up</a>, <a href="/keys">make a key</a>, and keep it in your terminal:
      </p>
      <Code text="export KEY=key_..." />
      <p>3. Store something, then read it back:</p>
      {create && <Code text={curl(create, product.baseUrl)} />}
      <Code text={`curl "${product.baseUrl}${create?.path ?? ""}" -H "Authorization: Bearer $KEY"`} />
    </section>
  );
}

function Client({ product }: { product: Product }) {
  const { path = "" } = operationsOf(product).find(({ id }) => id === "create") ?? {};
  const resource = path.split("/").at(-1) ?? "items";
  const code = `import { Client } from "./client.js";

const client = new Client({
  key: process.env.KEY,
  baseUrl: "${product.baseUrl}",
  resource: "${resource}",
});
const made = await client.create({ name: "First", data: { colour: "green" } });
for await (const one of client.all()) console.log(one.name);`;
  return (
    <section>
      <h2 id="client">Client for JavaScript</h2>
      <p>
        One file without dependencies, for Node.js, Deno, Bun and browsers:{" "}
        <a href="/assets/api-docs/client.js" download="client.js">
          client.js
        </a>
        . It waits and tries again when a limit is reached.
      </p>
      <Code text={code} />
    </section>
  );
}

function Limits({ product }: { product: Product }) {
  const shown = (value: number | undefined) => value?.toLocaleString("en-US") ?? "no limit";
  return (
    <section>
      <h2 id="limits">Limits</h2>
      <Table
        caption="Limits of the plans"
        head={["Plan", "Price a month", "Requests a minute", "Requests a month", "Stored"]}
        rows={tiersOf(product).map(({ name, price_cents, currency, perMinute, perMonth, stored }) => [
          name,
          formatMoney(price_cents, currency),
          shown(perMinute),
          shown(perMonth),
          shown(stored),
        ])}
      />
      <p>
        Each answer says where you stand: <code>RateLimit-Limit</code>, <code>RateLimit-Remaining</code> and{" "}
        <code>RateLimit-Reset</code> (seconds). Beyond a limit the answer is 429, with{" "}
        <code>Retry-After</code>.
      </p>
    </section>
  );
}

function Reference({ product, operation }: { product: Product; operation: Operation }) {
  const { id, method, path, summary, description, key, query, body, answer, status } = operation;
  return (
    <section class="card" aria-labelledby={id}>
      <h3 id={id}>{summary}</h3>
      <p>
        <Badge tone="good">{method}</Badge> <code>{path}</code> {!key && <Badge>no key needed</Badge>}
      </p>
      <p>{description}</p>
      <Code text={curl(operation, product.baseUrl)} />
      {query && <Fields title="Query" schema={query} />}
      {body && <Fields title="Body" schema={body} />}
      {answer ? (
        <Fields title={`Answer, ${status}`} schema={answer} />
      ) : (
        <p>Answer: {status}, without a body.</p>
      )}
    </section>
  );
}

function Fields({ title, schema }: { title: string; schema: Parameters<typeof fieldsOf>[0] }) {
  return (
    <>
      <h4>{title}</h4>
      <ul>
        {fieldsOf(schema).map(({ name, type, required, description }) => (
          <li>
            <code>{name}</code>: {type}
            {!required && ", optional"}
            {description && `. ${description}`}
          </li>
        ))}
      </ul>
    </>
  );
}

function Errors() {
  return (
    <section>
      <h2 id="errors">Errors</h2>
      <p>
        Errors are <code>application/problem+json</code> (RFC 9457): <code>title</code>, <code>status</code>,{" "}
        <code>detail</code> and, for fields, <code>errors</code>.
      </p>
      <dl>
        {Object.entries(PROBLEMS).map(([name, { status, title }]) => (
          <>
            <dt id={name}>
              <strong>{status}</strong> <code>{name}</code>
            </dt>
            <dd>{title}.</dd>
          </>
        ))}
      </dl>
    </section>
  );
}
