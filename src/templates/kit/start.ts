import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { serve } from "@hono/node-server";
import { serveStatic } from "@hono/node-server/serve-static";
import { z } from "zod";
import { createApp } from "./app.tsx";
import type { App, Block, Product } from "./block.ts";
import { readBusiness } from "./business.ts";
import { Database } from "./database.ts";
import { startJobs } from "./jobs.ts";
import { createProduct } from "./product.ts";

const JOBS_EVERY_MS = 15_000;
const GRACE_MS = 3_000;

const EnvSchema = z.object({
  PORT: z.coerce.number().int().min(0).max(65_535).default(3000),
  HOST: z.string().default("127.0.0.1"),
  DATA_FOLDER: z.string().default("data"),
  BASE_URL: z.url().optional(),
  OWNER_KEY: z.string().min(16, "needs at least 16 characters").optional(),
  SESSION_SECRET: z.string().min(16, "needs at least 16 characters").optional(),
  INSTANCE: z.string().default(""),
  RELEASE: z.string().default(""),
});

export interface OpenedProduct {
  readonly product: Product;
  readonly app: App;
  readonly env: z.infer<typeof EnvSchema>;
  readonly report: (error: unknown) => void;
}

/** Opens the product as the environment says. `root` is the folder of business.json and public/. */
export function openProduct(root: string, blocks: readonly Block[]): OpenedProduct {
  const env = readEnvironment();
  const db = new Database(join(env.DATA_FOLDER, "app.db"));
  const product = createProduct({
    business: readBusiness(join(root, "business.json")),
    blocks,
    db,
    env: process.env,
    now: Date.now,
    baseUrl: (env.BASE_URL ?? `http://${env.HOST}:${env.PORT}`).replace(/\/+$/, ""),
    secrets: {
      ownerKey: env.OWNER_KEY ?? announced("OWNER_KEY"),
      sessionKey: env.SESSION_SECRET ?? randomKey(),
    },
  });
  const report = (error: unknown) =>
    process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  const app = createApp(product, { instance: env.INSTANCE, release: env.RELEASE, report });
  const files = join(root, "public");
  if (existsSync(files)) {
    const rewriteRequestPath = (path: string) => path.replace(/^\/assets/, "");
    app.use("/assets/*", serveStatic({ root: files, rewriteRequestPath }));
  }
  return { product, app, env, report };
}

/** Ends the process when the environment is invalid. */
function readEnvironment(): z.infer<typeof EnvSchema> {
  const parsed = EnvSchema.safeParse(process.env);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`);
  process.stderr.write(`The environment is invalid:\n${problems.join("\n")}\n`);
  process.exit(2);
}

/** Starts the product and serves it until SIGTERM or SIGINT. */
export function start(root: string, blocks: readonly Block[]): void {
  const { product, app, env, report } = openProduct(root, blocks);
  const stopJobs = startJobs(product, JOBS_EVERY_MS, report);
  const server = serve({ fetch: app.fetch, hostname: env.HOST, port: env.PORT }, ({ port }) => {
    process.stdout.write(`${product.business.name} is at http://${env.HOST}:${port}\n`);
  });
  server.on("error", (error) => {
    report(error);
    process.exit(1);
  });
  const stop = () => {
    stopJobs();
    server.close(() => {
      product.db.close();
      process.exit(0);
    });
    setTimeout(() => process.exit(0), GRACE_MS).unref();
  };
  process.once("SIGTERM", stop);
  process.once("SIGINT", stop);
}

/** Without a key in the environment nobody could be the owner; one for this start is said where only its operator reads. */
function announced(name: string): string {
  const key = randomKey();
  process.stdout.write(`${name} is not set; for this start it is ${key}\n`);
  return key;
}

function randomKey(): string {
  return randomBytes(24).toString("base64url");
}
