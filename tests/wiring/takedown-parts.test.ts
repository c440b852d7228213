import { dirname } from "node:path";
import { expect, it } from "vitest";
import { genesisIn } from "../operations/support.ts";
import type { FakeVercel } from "../support/fake-vercel.ts";
import { BUSINESS_ID } from "../support/products.ts";
import { aVercel } from "../tools/vercel/support.ts";

/** A business that is live at Vercel, and Genesis in its home. */
async function deployed() {
  const { fake, workspace, host, request } = await aVercel();
  await host.deploy(request());
  const home = dirname(dirname(workspace.folder));
  const open = (env: Record<string, string> = connected(fake)) => genesisIn({ home, env });
  return { fake, open };
}

const connected = (fake: FakeVercel) => ({
  RUN_GENESIS_FULL_E2E: "true",
  VERCEL_TOKEN: fake.token,
  VERCEL_API_URL: fake.apiUrl,
});

const deployment = ({ parts }: { parts: readonly { part: string }[] }) =>
  parts.find(({ part }) => part === "deployment");

it("removes what is deployed at Vercel, once", async () => {
  const { fake, open } = await deployed();
  const genesis = await open();
  expect(deployment(await genesis.takedown(BUSINESS_ID))).toMatchObject({ outcome: "removed" });
  expect([fake.projects.size, fake.deployments.size]).toEqual([0, 0]);
  const asked = fake.requests.length;
  expect(deployment(await genesis.takedown(BUSINESS_ID))).toMatchObject({ outcome: "absent" });
  expect(fake.requests).toHaveLength(asked);
});

it("fails while Vercel does not let a project go, and does the rest the next time", async () => {
  const { fake, open } = await deployed();
  fake.faults.push({
    on: /^DELETE \/v9\/projects/,
    times: 1,
    act: { status: 403, body: { error: { code: "forbidden" } } },
  });
  const genesis = await open();
  const first = await genesis.takedown(BUSINESS_ID);
  expect(first.complete).toBe(false);
  expect(deployment(first)).toMatchObject({
    outcome: "failed",
    error_code: expect.stringMatching(/^VERCEL_/),
  });
  expect(fake.projects.size).toBe(1);
  const second = await genesis.takedown(BUSINESS_ID);
  expect(second.complete).toBe(true);
  expect(fake.projects.size).toBe(0);
});

it("says which credentials are missing for what is deployed, and sends nothing", async () => {
  const { fake, open } = await deployed();
  const asked = fake.requests.length;
  for (const env of [{}, { ...connected(fake), RUN_GENESIS_FULL_E2E: "false" }]) {
    const report = await (await open(env)).takedown(BUSINESS_ID);
    expect(report.complete).toBe(false);
    expect(deployment(report)).toMatchObject({ outcome: "failed", error_code: "REMOTE_NOT_CONFIGURED" });
  }
  expect(fake.requests).toHaveLength(asked);
  expect(fake.projects.size).toBe(1);
});
