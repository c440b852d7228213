import { describe, expect, it } from "vitest";
import { siteUrl } from "../../../src/tools/vercel/site.ts";
import { aVercel } from "./support.ts";

const REAL = "https://api.vercel.com";
const LOCAL = "http://127.0.0.1:4000";

describe("the address of a site", () => {
  it("is https on the public network", () => {
    expect(siteUrl("ledger-loop.vercel.app", REAL)).toBe("https://ledger-loop.vercel.app");
    expect(siteUrl("shop.example.com", LOCAL)).toBe("https://shop.example.com");
  });

  it("is on this machine only when the API is", () => {
    expect(siteUrl("127.0.0.1:4001", LOCAL)).toBe("http://127.0.0.1:4001");
    expect(() => siteUrl("127.0.0.1:4001", REAL)).toThrow("none of a public site");
  });

  it.each([
    "localhost",
    "10.0.0.8",
    "192.168.1.1",
    "172.20.0.1",
    "169.254.169.254",
    "[::1]",
    "metadata.internal",
    "a.vercel.app:8443",
    "a.vercel.app/path",
    "user@a.vercel.app",
    "a.vercel.app#x",
    "2130706433",
    "",
  ])("is not %j", (host) => {
    expect(() => siteUrl(host, REAL)).toThrow(expect.objectContaining({ code: "VERCEL_ANSWER_INVALID" }));
  });
});

describe("a site", () => {
  it("is looked at again while its address is not known everywhere", async () => {
    const { fake, host, request } = await aVercel({ pace: { siteMs: 2_000 } });
    fake.site = "away";
    const deploying = host.deploy(request());
    await expect.poll(() => [...fake.deployments.values()][0]?.aliased).toBe(true);
    const [project] = fake.projects.values();
    const [deployment] = fake.deployments.values();
    project?.site.show(deployment?.files, "good");
    expect((await deploying).receipt.deployment_id).toBe(deployment?.id);
  });

  it.each(["Tom's <Tools> & Sons", "  Ledger   Loop "])("may be called %j", async (name) => {
    const { host, request } = await aVercel({ name });
    expect((await host.deploy(request())).receipt.release).toBe(1);
  });
});
