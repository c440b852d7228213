import { BlockList, isIP } from "node:net";

/** What leads to this machine. */
const LOOPBACK = listOf([["127.0.0.0", 8]], [["::1", 128]]);

/** Not reachable from the public internet, or only by mistake: private, link-local (metadata services), reserved. */
const NOT_PUBLIC = listOf(
  [
    ["0.0.0.0", 8],
    ["10.0.0.0", 8],
    ["100.64.0.0", 10],
    ["127.0.0.0", 8],
    ["169.254.0.0", 16],
    ["172.16.0.0", 12],
    ["192.0.0.0", 24],
    ["192.0.2.0", 24],
    ["192.88.99.0", 24],
    ["192.168.0.0", 16],
    ["198.18.0.0", 15],
    ["198.51.100.0", 24],
    ["203.0.113.0", 24],
    ["224.0.0.0", 4],
    ["240.0.0.0", 4],
  ],
  [
    ["::", 96],
    ["64:ff9b::", 96],
    ["64:ff9b:1::", 48],
    ["100::", 64],
    ["2001::", 23],
    ["2001:db8::", 32],
    ["2002::", 16],
    ["fc00::", 7],
    ["fe80::", 10],
    ["fec0::", 10],
    ["ff00::", 8],
  ],
);

type Ranges = readonly (readonly [string, number])[];

function listOf(four: Ranges, six: Ranges): BlockList {
  const list = new BlockList();
  for (const [net, prefix] of four) list.addSubnet(net, prefix, "ipv4");
  for (const [net, prefix] of six) list.addSubnet(net, prefix, "ipv6");
  return list;
}

/** The host of a URL without the brackets of IPv6. */
export function hostOf(url: URL): string {
  return url.hostname.replace(/^\[|\]$/g, "");
}

/** Whether a host, as a URL names it, is this machine by name or address. */
export function isLoopbackHost(host: string): boolean {
  return host === "localhost" || isLoopback(host);
}

export function isLoopback(address: string): boolean {
  return within(LOOPBACK, address);
}

/** Whether an address may be anybody's on the internet. What is no address is not. */
export function isPublic(address: string): boolean {
  return isIP(address) !== 0 && !within(NOT_PUBLIC, address);
}

function within(list: BlockList, address: string): boolean {
  const family = isIP(address);
  if (family === 0) return false;
  // An IPv4 address in the clothes of IPv6 is the IPv4 address: BlockList sees through ::ffff: in both spellings.
  return list.check(address, family === 6 ? "ipv6" : "ipv4");
}
