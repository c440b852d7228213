import { describe, expect, it } from "vitest";
import { z } from "zod";
import { secret } from "../../../src/config/secret.ts";
import { ApiFault, VercelApi } from "../../../src/tools/vercel/api.ts";
import { FakeVercel } from "../../support/fake-vercel.ts";
import { QUICK } from "./support.ts";

async function anApi(pace: Partial<typeof QUICK> = {}, now = Date.now()) {
  const fake = await FakeVercel.start();
  const token = secret(fake.token);
  if (!token) throw new Error("no token");
  const clock = { now: () => now };
  const options = { apiUrl: `${fake.apiUrl}/`, token, teamId: undefined, clock, pace: { ...QUICK, ...pace } };
  const api = new VercelApi(options);
  const get = (signal = new AbortController().signal) =>
    api.call("GET", "/v6/deployments", { stage: "look up", schema: z.unknown(), signal });
  const limited = (headers: Record<string, string>, body?: unknown) => {
    fake.faults.push({ on: /./, times: 1, act: { status: 429, headers, body } });
  };
  return { fake, api, get, limited };
}

const NOW = 1_750_000_000_000;

describe("a rate limit", () => {
  it.each([
    ["seconds", { "retry-after": "0.06" }],
    ["a date", { "retry-after": new Date(NOW + 1_000).toUTCString() }],
    ["a reset", { "x-ratelimit-reset": String(NOW / 1_000 + 0.06) }],
  ])("is waited for: %s", async (_name, headers) => {
    const { fake, get, limited } = await anApi({}, NOW);
    limited(headers);
    const startedAt = performance.now();
    await get();
    expect(performance.now() - startedAt).toBeGreaterThan(50);
    expect(fake.requests).toHaveLength(2);
  });

  it("is read from the body too, and not waited for when it is far", async () => {
    const { fake, get, limited } = await anApi({}, NOW);
    limited(
      {},
      { error: { code: "rate_limited", message: "Too many", limit: { reset: NOW / 1_000 + 3_600 } } },
    );
    const fault = await get().catch((thrown: unknown) => thrown);
    expect(fault).toMatchObject({ error: { code: "VERCEL_RATE_LIMITED", retryable: false } });
    expect(String(fault)).toContain("reset in 3600 s. (rate_limited: Too many)");
    expect(fake.requests).toHaveLength(1);
  });
});

describe("a request", () => {
  it("is stopped in a pause and in a hang when the run is", async () => {
    for (const act of ["hang", { status: 503 }] as const) {
      const { fake, get } = await anApi({ backoffMs: 60_000, rateLimitMs: 60_000, requestMs: 60_000 });
      fake.faults.push({ on: /./, act });
      const stop = new AbortController();
      const asking = get(stop.signal);
      await expect.poll(() => fake.requests.length).toBe(1);
      stop.abort(new Error("stopped"));
      await expect(asking).rejects.toThrow("stopped");
    }
  });

  it("that is refused is not sent again", async () => {
    const { fake, get } = await anApi();
    for (const status of [400, 401, 402, 403, 404, 409, 422]) {
      fake.requests.length = 0;
      fake.faults.push({ on: /./, times: 1, act: { status } });
      await expect(get()).rejects.toBeInstanceOf(ApiFault);
      expect(fake.requests).toHaveLength(1);
    }
  });

  it("is not answered by megabytes", async () => {
    const { fake, get } = await anApi();
    fake.faults.push({ on: /./, act: { status: 200, body: "x".repeat(9_000_000) } });
    await expect(get()).rejects.toMatchObject({ error: { code: "VERCEL_ANSWER_INVALID" } });
  });

  it("that can't be sent says so without the token", async () => {
    const { fake, get } = await anApi({ attempts: 1 });
    await fake.close();
    await expect(get()).rejects.toMatchObject({ error: { code: "VERCEL_UNAVAILABLE", retryable: true } });
  });
});
