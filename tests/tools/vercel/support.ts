import { secret } from "../../../src/config/secret.ts";
import { systemClock } from "../../../src/state/clock.ts";
import { createMetrics } from "../../../src/telemetry/metrics.ts";
import type { RemoteRequest } from "../../../src/tools/remote-host.ts";
import type { Pace } from "../../../src/tools/vercel/api.ts";
import { VercelHost } from "../../../src/tools/vercel/vercel-host.ts";
import { sha256Of, Workspace } from "../../../src/tools/workspace.ts";
import { FakeVercel } from "../../support/fake-vercel.ts";
import { BUSINESS_ID } from "../../support/products.ts";
import { temporaryFolder } from "../../support/services.ts";

export const SECRETS = { OWNER_KEY: "owner-key-of-the-product", SESSION_SECRET: "session-secret-of-it" };

/** As on the network, but a thousand times as fast. */
export const QUICK: Pace = {
  requestMs: 300,
  attempts: 3,
  backoffMs: 5,
  rateLimitMs: 1_500,
  pollMs: 2,
  buildMs: 1_500,
  siteMs: 40,
};

/** A project as Genesis writes one, as far as Vercel looks at it. */
export function writeProject(workspace: Workspace, version = "1"): void {
  const files = {
    "src/index.ts": `import type { Hono } from "hono"; // ${version}\nexport default {} as Hono;\n`,
    "src/kit/app.test.tsx": "a test",
    "docs/plan.md": "a plan",
    "package.json": '{ "dependencies": { "hono": "4" } }\n',
    "business.json": JSON.stringify({ name: workspace.businessName }),
    ".env.example": "# OWNER_KEY=\n",
  };
  workspace.write(new Map(Object.entries(files)), "scaffold");
}

export function aRequest(
  workspace: Workspace,
  number = 1,
  signal = new AbortController().signal,
): RemoteRequest {
  const release = {
    number,
    folder: workspace.path("releases", String(number)),
    digest: sha256Of(String(number)),
  };
  return { workspace, release, secrets: SECRETS, signal };
}

/** A fake Vercel, a host that uses it, and a business with a project. */
export async function aVercel(
  options: { pace?: Partial<Pace>; domain?: string; token?: string; name?: string } = {},
) {
  const fake = await FakeVercel.start();
  const metrics = createMetrics();
  const workspace = Workspace.open({
    home: temporaryFolder(),
    businessId: BUSINESS_ID,
    businessName: options.name ?? "Ledger & Loop",
  });
  writeProject(workspace);
  const token = secret(options.token ?? fake.token);
  if (!token) throw new Error("no token");
  const host = (teamId?: string) =>
    new VercelHost({
      token,
      teamId,
      apiUrl: fake.apiUrl,
      domain: options.domain,
      clock: systemClock,
      metrics,
      pace: { ...QUICK, ...options.pace },
    });
  const counted = async (outcome: string) =>
    (await metrics.vercelDeployments.get()).values.find(({ labels }) => labels.outcome === outcome)?.value ??
    0;
  return { fake, workspace, host: host(), hostOf: host, counted, request: () => aRequest(workspace) };
}
