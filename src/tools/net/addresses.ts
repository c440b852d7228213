import { BlockList, isIP } from "node:net";

/** What leads to this machine. */
const LOOPBACK = listOf([["127.0.0.0", 8]], [["::1", 128]]);

/** IPv4 that is not of the public internet (IANA special-purpose registry): private, link-local, reserved. */
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
    ["224.0.0.0", 3],
  ],
  [],
);
const MAPPED = listOf([], [["::ffff:0:0", 96]]);
/** Of IPv6 only global unicast is public, and of that not what carries other addresses or is for examples. */
const GLOBAL_UNICAST = listOf([], [["2000::", 3]]);
const CARRIERS = listOf(
  [],
  [
    ["2001::", 23],
    ["2001:db8::", 32],
    ["2002::", 16],
    ["3fff::", 20],
  ],
);

/** Names that only a network of its own resolves. */
const PRIVATE_NAME = /(?:^|\.)(?:localhost|local|internal)\.?$/i;

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

/** Whether a host, as `hostOf` gives it, is this machine by name or address. */
export function isLoopbackHost(host: string): boolean {
  return host === "localhost" || isLoopback(host);
}

/** Whether a host may be anybody's on the internet: a public address, or a name that is not of a private network by its form. */
export function isPublicHost(host: string): boolean {
  return isIP(host) === 0 ? !PRIVATE_NAME.test(host) : isPublic(host);
}

export function isLoopback(address: string): boolean {
  return within(LOOPBACK, address);
}

/** Whether an address may be anybody's on the internet. What is no address is not. */
export function isPublic(address: string): boolean {
  const family = isIP(address);
  if (family === 4 || within(MAPPED, address)) return !within(NOT_PUBLIC, address);
  return within(GLOBAL_UNICAST, address) && !within(CARRIERS, address);
}

function within(list: BlockList, address: string): boolean {
  const family = isIP(address);
  // With a zone (fe80::1%eth0) it is of a link of this machine, and of no list.
  if (family === 0 || address.includes("%")) return false;
  // An IPv4 address in the clothes of IPv6 is the IPv4 address: BlockList sees through ::ffff: in both spellings.
  return list.check(address, family === 6 ? "ipv6" : "ipv4");
}
