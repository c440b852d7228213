import { describe, expect, it } from "vitest";
import {
  hostOf,
  isLoopback,
  isLoopbackHost,
  isPublic,
  isPublicHost,
} from "../../../src/tools/net/addresses.ts";

const kindOf = (address: string) =>
  isLoopback(address) ? "loopback" : isPublic(address) ? "public" : "private";

describe("an address", () => {
  it.each([
    ["93.184.216.34", "public"],
    ["8.8.8.8", "public"],
    ["2606:2800:220:1:248:1893:25c8:1946", "public"],
    ["2606:4700::1111", "public"],
    ["::ffff:8.8.8.8", "public"],
    ["127.0.0.1", "loopback"],
    ["127.8.9.10", "loopback"],
    ["::1", "loopback"],
    ["::ffff:127.0.0.1", "loopback"],
    ["::ffff:7f00:1", "loopback"],
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
    ["fe80::1%lo", "private"],
    ["fd00::1", "private"],
    ["::ffff:10.0.0.1", "private"],
    ["::ffff:a00:1", "private"],
    ["64:ff9b::a00:1", "private"],
    ["64:ff9b::7f00:1", "private"],
    ["100::1", "private"],
    ["2002:a00:1::", "private"],
    ["2001:db8::1", "private"],
    ["3fff::1", "private"],
    ["4000::1", "private"],
    ["ff02::1", "private"],
    ["nonsense", "private"],
  ])("%s is %s", (address, kind) => {
    expect(kindOf(address)).toBe(kind);
  });
});

describe("a host", () => {
  it("is named without the brackets of a URL", () => {
    expect(hostOf(new URL("http://[::1]:80/"))).toBe("::1");
    expect(hostOf(new URL("https://a.example/"))).toBe("a.example");
  });

  it("is this machine by name or address", () => {
    const hosts = ["localhost", "127.0.0.1", "::1", "a.localhost.example", "10.0.0.1"];
    expect(hosts.map(isLoopbackHost)).toEqual([true, true, true, false, false]);
  });

  it.each(["a.example", "localhost.example", "internal.example", "8.8.8.8", "2606:4700::1111"])(
    "%s may be anybody's",
    (host) => {
      expect(isPublicHost(host)).toBe(true);
    },
  );

  it.each([
    "localhost",
    "a.localhost",
    "printer.local",
    "metadata.google.internal",
    "a.internal.",
    "10.0.0.1",
    "::1",
  ])("%s is of a network of its own", (host) => {
    expect(isPublicHost(host)).toBe(false);
  });
});
