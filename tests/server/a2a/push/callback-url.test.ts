import { describe, expect, it } from "vitest";
import { addressKind, callbackUrl, mayConnect } from "../../../../src/server/a2a/push/callback-url.ts";

describe("addressKind", () => {
  it.each([
    ["93.184.216.34", "public"],
    ["2606:2800:220:1:248:1893:25c8:1946", "public"],
    ["127.0.0.1", "loopback"],
    ["127.8.9.10", "loopback"],
    ["::1", "loopback"],
    ["::ffff:127.0.0.1", "loopback"],
    ["10.1.2.3", "private"],
    ["172.31.255.255", "private"],
    ["192.168.0.1", "private"],
    ["169.254.169.254", "private"],
    ["100.64.0.1", "private"],
    ["0.0.0.0", "private"],
    ["224.0.0.1", "private"],
    ["255.255.255.255", "private"],
    ["::", "private"],
    ["fe80::1", "private"],
    ["fd00::1", "private"],
    ["::ffff:10.0.0.1", "private"],
    ["64:ff9b::a00:1", "private"],
    ["2002:a00:1::", "private"],
    ["2001:db8::1", "private"],
    ["nonsense", "private"],
  ])("tells that %s is %s", (address, kind) => {
    expect(addressKind(address)).toBe(kind);
  });
});

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
