import { describe, expect, it } from "vitest";
import { createLogger } from "../../src/telemetry/logger.ts";
import { redact, redactText } from "../../src/telemetry/redact.ts";

/** Made up, in the shapes of real credentials; put together so that no scanner takes them for real ones. */
const KEYS = [
  ["sk", "proj", "a1b2c3d4e5f6g7h8i9"].join("-"),
  ["sk", "test", "51HabcdEFGH12345678"].join("_"),
  ["pk", "live", "51HabcdEFGH12345678"].join("_"),
  ["whsec", "abcdef1234567890"].join("_"),
  ["ghp", "abcdefghijklmnopqrstuvwxyz012345"].join("_"),
  ["AKIA", "IOSFODNN7EXAMPLE"].join(""),
  ["eyJhbGciOi", "eyJzdWIiOiIx", "c2lnbmF0dXJl"].join("."),
];

describe("redactText", () => {
  it.each(KEYS)("removes %s from the middle of a text", (key) => {
    const clean = redactText(`before ${key} after`);
    expect(clean).toBe("before [redacted] after");
  });

  it.each([
    ["Authorization: Bearer abcdef123456", "abcdef123456"],
    ["mongodb://user:hunter2@db.example/genesis", "hunter2"],
    ["api_key=abcd1234efgh", "abcd1234efgh"],
    ['{"password":"hunter2"}', "hunter2"],
    ["OPENAI_API_KEY=plainvalue", "plainvalue"],
  ])("%s", (text, secret) => {
    expect(redactText(text)).not.toContain(secret);
  });

  it.each([
    "A risk-free task-list for skilled people",
    "https://acme.vercel.app/path?page=2",
    "Token bucket rate limits and password reset",
    "sk-8 sizes",
  ])("leaves ordinary text alone: %s", (text) => {
    expect(redactText(text)).toBe(text);
  });
});

describe("redact", () => {
  it("goes through nested values, errors and cycles", () => {
    const value: Record<string, unknown> = {
      a: [{ apiKey: "plain", note: `key ${KEYS[0]}` }],
      e: new Error(`bad ${KEYS[1]}`),
    };
    value.self = value;
    const text = JSON.stringify(redact(value));
    expect(text).not.toContain("plain");
    expect(text).not.toContain(KEYS[0]);
    expect(text).not.toContain(KEYS[1]);
    expect(text).toContain("[circular]");
  });
});

it("copies what is shared as often as it stands there", () => {
  const shared = { name: "x" };
  expect(redact({ a: shared, b: [shared, shared] })).toEqual({ a: shared, b: [shared, shared] });
});

describe("the logger", () => {
  function logged(write: (log: ReturnType<typeof createLogger>) => void, level = "debug"): string {
    const lines: string[] = [];
    write(createLogger({ level, destination: { write: (line: string) => lines.push(line) } }));
    return lines.join("");
  }

  it.each(KEYS)("lets no credential through: %s", (key) => {
    const output = logged((log) => {
      log
        .child({ business_id: "b", detail: key })
        .warn({ nested: { deep: { value: key } }, err: new Error(key) }, `text ${key}`);
      log.info("format %s", key);
      log.error({ token: "short" }, "with a telling field");
    });
    expect(output).not.toContain(key);
    expect(output).not.toContain('"short"');
  });

  it("writes structured lines with bound fields, from the level upwards", () => {
    const output = logged((log) => {
      log.child({ business_id: "b-1", node: "intake" }).info({ task: "t" }, "hello");
      log.debug("too detailed");
    }, "info");
    expect(JSON.parse(output)).toMatchObject({
      level: "info",
      business_id: "b-1",
      node: "intake",
      task: "t",
      msg: "hello",
    });
  });

  it("lets no personal data through, and leaves numbers and structure alone", () => {
    const output = logged((log) => {
      log
        .child({ business_id: "b", who: 'say "ada@example.com"' })
        .info(
          { card: "4242 4242 4242 4242", at_ms: 4242424242424242, nested: ["+49 30 901820"] },
          "to a@b.example",
        );
    });
    expect(JSON.parse(output)).toMatchObject({
      who: 'say "[email]"',
      card: "[card]",
      at_ms: 4242424242424242,
      nested: ["[phone]"],
      msg: "to [email]",
    });
  });
});
