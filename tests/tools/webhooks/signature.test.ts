import { createHmac } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { signatureOf, verifyWebhook } from "../../../src/tools/webhooks/signature.ts";
import { anEvent } from "../../support/webhooks.ts";

const NOW = Date.UTC(2026, 0, 1, 12);
const EVENT = { ...anEvent("b1", 1), sequence: 1 };
const BODY = JSON.stringify(EVENT);
const signed = (body = BODY, secret = "s3cret", at = NOW) => ({
  "X-Genesis-Signature": signatureOf(body, secret, at),
});

it("is HMAC-SHA256 over time, dot and body", () => {
  const v1 = createHmac("sha256", "s3cret").update(`1767268800.${BODY}`).digest("hex");
  expect(signatureOf(BODY, "s3cret", NOW)).toBe(`t=1767268800,v1=${v1}`);
});

describe("verifyWebhook", () => {
  it("gives the event of a request that is well signed, however headers and body are held", () => {
    const expected = { valid: true, event: EVENT };
    expect(verifyWebhook(signed(), BODY, "s3cret", NOW)).toEqual(expected);
    expect(verifyWebhook(new Headers(signed()), Buffer.from(BODY), "s3cret", NOW)).toEqual(expected);
    expect(verifyWebhook({ "x-genesis-signature": Object.values(signed()) }, BODY, "s3cret", NOW)).toEqual(
      expected,
    );
  });

  it.each([
    ["no header", {}, BODY, NOW, "missing"],
    ["no time", { "x-genesis-signature": `v1=${"0".repeat(64)}` }, BODY, NOW, "malformed"],
    ["two times", { "x-genesis-signature": `t=1,t=2,v1=${"0".repeat(64)}` }, BODY, NOW, "malformed"],
    ["a short digest", { "x-genesis-signature": "t=1,v1=00" }, BODY, NOW, "malformed"],
    ["an older scheme alone", { "x-genesis-signature": `t=1,v0=${"0".repeat(64)}` }, BODY, NOW, "malformed"],
    ["another secret", signed(BODY, "other"), BODY, NOW, "mismatch"],
    ["another body", signed(), `${BODY} `, NOW, "mismatch"],
    ["an old request", signed(), BODY, NOW + 301_000, "expired"],
    ["a clock ahead", signed(BODY, "s3cret", NOW + 301_000), BODY, NOW, "early"],
    ["no JSON", signed("no"), "no", NOW, "invalid_body"],
    ["no event", signed("{}"), "{}", NOW, "invalid_body"],
  ])("refuses %s", (_name, headers, body, now, problem) => {
    expect(verifyWebhook(headers as Record<string, string>, body, "s3cret", now)).toEqual({
      valid: false,
      problem,
    });
  });

  it("takes clocks that differ by less than the tolerance", () => {
    for (const skew of [-300_000, -1_000, 1_000, 300_000]) {
      expect(verifyWebhook(signed(), BODY, "s3cret", NOW + skew).valid).toBe(true);
    }
    expect(verifyWebhook(signed(), BODY, "s3cret", NOW + 20_000, { toleranceSeconds: 10 }).valid).toBe(false);
  });

  it("an old request can't be made new by another time: the time is signed", () => {
    const replayed = {
      "x-genesis-signature": signed()["X-Genesis-Signature"].replace("t=1767268800", "t=1767272400"),
    };
    expect(verifyWebhook(replayed, BODY, "s3cret", NOW + 3_600_000)).toEqual({
      valid: false,
      problem: "mismatch",
    });
  });

  it("tells a repeat within the tolerance by its id", () => {
    const handled = new Set<string>();
    const receive = () => verifyWebhook(signed(), BODY, "s3cret", NOW, { seen: (id) => handled.has(id) });
    const first = receive();
    if (first.valid) handled.add(first.event.id);
    expect(receive()).toEqual({ valid: false, problem: "repeated" });
  });

  it("any of several secrets may fit, an empty one never does", () => {
    expect(verifyWebhook(signed(), BODY, ["next", "s3cret"], NOW).valid).toBe(true);
    expect(verifyWebhook(signed(BODY, ""), BODY, "", NOW)).toEqual({ valid: false, problem: "mismatch" });
    expect(verifyWebhook(signed(), BODY, [], NOW)).toEqual({ valid: false, problem: "mismatch" });
  });

  it("never throws and never accepts a header that was made up", () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (header, body) => {
        expect(verifyWebhook({ "x-genesis-signature": header }, body, "s3cret", NOW).valid).toBe(false);
      }),
    );
  });

  it("accepts what was signed and refuses it with any one character changed", () => {
    fc.assert(
      fc.property(fc.nat(BODY.length - 1), fc.integer({ min: 1, max: 94 }), (at, by) => {
        const code = 32 + ((BODY.charCodeAt(at) - 32 + by) % 95);
        const changed = BODY.slice(0, at) + String.fromCharCode(code) + BODY.slice(at + 1);
        expect(verifyWebhook(signed(), changed, "s3cret", NOW).valid).toBe(false);
      }),
    );
  });
});
