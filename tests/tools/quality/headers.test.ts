import { describe, expect, it } from "vitest";
import { checkHeaders } from "../../../src/tools/quality/headers.ts";

const GOOD = {
  "content-type": "text/html; charset=UTF-8",
  "content-security-policy":
    "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
  "referrer-policy": "strict-origin-when-cross-origin",
};

function messages(change: Record<string, string | undefined>, path = "/"): string[] {
  const headers = new Headers();
  for (const [name, value] of Object.entries({ ...GOOD, ...change })) if (value) headers.append(name, value);
  return checkHeaders(headers, path, path).map(({ message }) => message);
}

describe("checkHeaders", () => {
  it("finds nothing when all are there", () => {
    expect(messages({ "set-cookie": "session=x; Path=/; HttpOnly; Secure; SameSite=Lax" })).toEqual([]);
  });

  it.each(["content-security-policy", "x-content-type-options", "x-frame-options", "referrer-policy"])(
    "misses %s",
    (name) => {
      const found = messages({ [name]: undefined });
      expect(found).toHaveLength(1);
      expect(found[0]).toContain(name);
    },
  );

  it.each([
    ["default-src 'self' 'unsafe-inline'"],
    ["default-src 'self'; script-src 'self' 'unsafe-eval'"],
    ["default-src *"],
    ["default-src 'self'; script-src https:"],
    ["default-src 'self'; script-src data:"],
  ])("sees that %s lets any script run", (start) => {
    const rest = "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";
    expect(messages({ "content-security-policy": `${start}; ${rest}` }).join()).toContain("any script");
  });

  it("lets other sites frame only what is below /embed/", () => {
    const open = {
      "x-frame-options": undefined,
      "content-security-policy": GOOD["content-security-policy"].replace("ancestors 'none'", "ancestors *"),
    };
    expect(messages(open, "/embed/chat")).toEqual([]);
    expect(messages(open, "/chat")).toHaveLength(2);
  });

  it.each([
    ["session=x; Path=/; Secure; SameSite=Lax", "HttpOnly"],
    ["session=x; HttpOnly; Secure", "SameSite"],
    ["session=x; HttpOnly; Secure; SameSite=None", "SameSite"],
    ["session=x; HttpOnly; SameSite=Strict", "Secure"],
  ])("sees that the cookie %s is not %s", (cookie, missing) => {
    expect(messages({ "set-cookie": cookie })).toEqual([`The cookie session is not ${missing}.`]);
  });

  it("asks of data only not to be taken for a page", () => {
    expect(checkHeaders(new Headers({ "content-type": "text/csv" }), "/x", "/x")).toHaveLength(1);
  });
});
