import { describe, expect, it } from "vitest";
import { callbackUrl, mayConnect } from "../../../../src/server/a2a/push/callback-url.ts";

describe("callbackUrl", () => {
  const strict = { loopback: false };
  const local = { loopback: true };

  it("takes https URLs of public hosts", () => {
    expect(callbackUrl("https://hooks.example.com/a?b=c", strict).href).toBe(
      "https://hooks.example.com/a?b=c",
    );
  });

  it.each([
    "hooks.example.com",
    "http://hooks.example.com",
    "ftp://hooks.example.com",
    "file:///etc/passwd",
    "https://user:password@hooks.example.com",
    "https://127.0.0.1/",
    "https://localhost/",
    "https://[::1]/",
    "https://2130706433/",
    "https://0x7f.1/",
    "https://169.254.169.254/latest/meta-data",
    "https://[::ffff:10.0.0.1]/",
    "https://192.168.1.1/",
    `https://hooks.example.com/${"x".repeat(3_000)}`,
  ])("refuses %s", (url) => {
    expect(() => callbackUrl(url, strict)).toThrow(expect.objectContaining({ code: "A2A_CALLBACK_REFUSED" }));
  });

  it("takes this machine only where the configuration says so, and never a private network", () => {
    expect(callbackUrl("http://127.0.0.1:9/hook", local).port).toBe("9");
    expect(callbackUrl("http://localhost:9/hook", local).port).toBe("9");
    for (const url of ["http://10.0.0.1/", "https://10.0.0.1/", "http://hooks.example.com/"]) {
      expect(() => callbackUrl(url, local)).toThrow(/refused/);
    }
    expect(mayConnect("10.0.0.1", local)).toBe(false);
    expect(mayConnect("127.0.0.1", local)).toBe(true);
    expect(mayConnect("127.0.0.1", strict)).toBe(false);
  });
});
