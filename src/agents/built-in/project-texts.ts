import type { ProductSpec } from "./product-spec.ts";

const MAIN = `import { join } from "node:path";
import { blocks } from "./blocks.ts";
import { start } from "./kit/start.ts";

start(join(import.meta.dirname, ".."), blocks);
`;

/** What Vercel looks for: the app as the default export of a file that imports "hono" itself. */
const INDEX = `import { join } from "node:path";
import type { Hono } from "hono";
import { blocks } from "./blocks.ts";
import { openProduct } from "./kit/start.ts";

// Only this folder can be written there, and only for as long as an instance lives: connect a database before real use.
if (process.env.VERCEL) process.env.DATA_FOLDER ??= "/tmp/data";

const app: Pick<Hono, "fetch"> = openProduct(join(import.meta.dirname, ".."), blocks).app;
export default app;
`;

const VERCEL = {
  $schema: "https://openapi.vercel.sh/vercel.json",
  framework: "hono",
  functions: { "src/index.ts": { includeFiles: "{business.json,modules/**}" } },
  rewrites: [{ source: "/assets/:block/:file", destination: "/:block/:file" }],
};

const TSCONFIG = {
  compilerOptions: {
    target: "ES2023",
    lib: ["ES2023"],
    module: "NodeNext",
    moduleResolution: "NodeNext",
    types: ["node"],
    strict: true,
    noUncheckedIndexedAccess: true,
    noImplicitOverride: true,
    noFallthroughCasesInSwitch: true,
    noUnusedLocals: true,
    noUnusedParameters: true,
    verbatimModuleSyntax: true,
    erasableSyntaxOnly: true,
    isolatedModules: true,
    allowImportingTsExtensions: true,
    skipLibCheck: true,
    jsx: "react-jsx",
    jsxImportSource: "hono/jsx",
    noEmit: true,
  },
  include: ["src"],
};

const ENV_EXAMPLE = `# Copy to .env and load it: node --env-file=.env --import tsx src/main.ts
# Where it listens.
# PORT=3000
# HOST=127.0.0.1
# The origin under which visitors reach it, such as https://example.com
# BASE_URL=http://127.0.0.1:3000
# Folder of the database.
# DATA_FOLDER=data
# Opens the owner's area at /owner; at least 16 characters. Without it one is made for each start and printed.
# OWNER_KEY=
# Signs sessions; at least 16 characters. Without it everybody is signed out at a restart.
# SESSION_SECRET=
`;

const PAYMENTS_ENV = `# A test key of Stripe: customers pay there. Without it there is a test checkout.
# STRIPE_SECRET_KEY=
# What Stripe signs its webhooks with; they go to /api/payments/stripe/webhook
# STRIPE_WEBHOOK_SECRET=
`;

/** The settings of a product, by what it is made of. */
export function envExample({ blocks }: Pick<ProductSpec, "blocks">): string {
  return blocks.some(({ id }) => id === "stripe") ? ENV_EXAMPLE + PAYMENTS_ENV : ENV_EXAMPLE;
}

/** Files that are the same in every project, by path. */
export const STATIC_FILES: ReadonlyMap<string, string> = new Map([
  ["src/main.ts", MAIN],
  ["src/index.ts", INDEX],
  ["vercel.json", json(VERCEL)],
  ["tsconfig.json", json(TSCONFIG)],
  [".gitignore", "node_modules/\ndata/\n.env\n.vercel/\n"],
]);

const RUNTIME = ["@hono/node-server", "@photostructure/sqlite", "hono", "tsx", "zod"] as const;
const DEVELOPMENT = ["@types/node", "typescript"] as const;

/** package.json; versions are those that Genesis itself is tested with. */
export function packageJson({ business, blocks }: ProductSpec, ranges: ReadonlyMap<string, string>): string {
  const pinned = (names: readonly string[]) =>
    Object.fromEntries(names.map((name) => [name, ranges.get(name) ?? "*"]));
  return json({
    name: packageName(business.slug),
    version: "0.1.0",
    private: true,
    description: business.tagline,
    license: "MIT",
    type: "module",
    engines: { node: ">=20.19" },
    scripts: {
      start: "tsx src/main.ts",
      test: "node --import tsx --test src/blocks/*/*.test.tsx",
      check: "tsc --noEmit",
    },
    dependencies: pinned([...RUNTIME, ...blocks.flatMap(({ packages }) => packages)].sort()),
    devDependencies: pinned(DEVELOPMENT),
  });
}

/** npm refuses these as names. */
function packageName(slug: string): string {
  return ["node-modules", "favicon-ico", "con", "test", "hono", "zod", "tsx", "typescript"].includes(slug)
    ? `${slug}-product`
    : slug;
}

export function projectReadme({ business, blocks, deliveries }: ProductSpec): string {
  const made = deliveries.map(({ feature, block, kit, module, href }) => {
    const part = kit ? "every product" : `block \`${block}\``;
    const by = module === undefined ? part : `records module \`${module}\``;
    return `| ${markdown(feature)} | ${by} | ${href ? `\`${href}\`` : "-"} |`;
  });
  return `# ${markdown(business.name)}

${markdown(business.description)}

\`\`\`bash
npm install
npm test          # the tests of its building blocks
npm start         # http://127.0.0.1:3000
npm run check     # types
\`\`\`

Node 20.19 or newer is all it needs: the database is a file in \`data/\`. \`.env.example\` lists the settings. The owner's
area is at \`/owner\`; its key is \`OWNER_KEY\`.

## What it does

| feature | made by | page |
|---|---|---|
${made.join("\n")}

## How it is built

${blocks.map(({ id, title, summary }) => `- \`src/blocks/${id}\`: ${title}. ${summary}`).join("\n")}
- \`src/kit\`: what all blocks share: pages, forms, sessions, the database, e-mail, payments.
- \`business.json\`: the name, the words, the colours and the settings. Change them there; it is checked at the start.

## Publishing it

Any machine with Node runs it: set \`BASE_URL\`, \`OWNER_KEY\` and \`SESSION_SECRET\`, keep \`DATA_FOLDER\` on a disk that stays,
and put a proxy with TLS in front. \`vercel deploy\` works for a look (\`src/index.ts\`, \`vercel.json\`), but what is entered
there is lost whenever an instance ends, because the database is a file.

Payments go to a test gateway and e-mails to an outbox that the owner can read at \`/owner\`, until a provider is
connected.

MIT licence.
`;
}

export function licence(name: string): string {
  return `MIT License

Copyright (c) the owners of ${name.replace(/\s+/g, " ")}

Permission is hereby granted, free of charge, to any person obtaining a copy
of this software and associated documentation files (the "Software"), to deal
in the Software without restriction, including without limitation the rights
to use, copy, modify, merge, publish, distribute, sublicense, and/or sell
copies of the Software, and to permit persons to whom the Software is
furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all
copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR
IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY,
FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE
AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER
LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM,
OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE
SOFTWARE.
`;
}

/** Text of a user as part of a Markdown document: it can't become markup or break a table. */
export function markdown(text: string): string {
  return text.replace(/[\\`*_[\]<>|#!~]/g, "\\$&").replace(/\s*\n\s*/g, " ");
}

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
