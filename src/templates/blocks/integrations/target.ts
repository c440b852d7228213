import { lookup } from "node:dns/promises";
import { BlockList, isIP } from "node:net";

/** Addresses of this machine and of private networks, and what stands for them. */
const PRIVATE = new BlockList();
for (const [network, prefix] of [
  ["0.0.0.0", 8],
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["127.0.0.0", 8],
  ["169.254.0.0", 16],
  ["172.16.0.0", 12],
  ["192.0.0.0", 24],
  ["192.168.0.0", 16],
  ["198.18.0.0", 15],
  ["224.0.0.0", 3],
] as const) {
  PRIVATE.addSubnet(network, prefix, "ipv4");
}
for (const [network, prefix] of [
  ["::", 127],
  ["fc00::", 7],
  ["fe80::", 10],
  ["ff00::", 8],
  ["64:ff9b::", 96],
] as const) {
  PRIVATE.addSubnet(network, prefix, "ipv6");
}

export function isPrivateAddress(address: string): boolean {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (mapped) return isPrivateAddress(mapped);
  const family = isIP(address);
  return family === 0 || PRIVATE.check(address, family === 6 ? "ipv6" : "ipv4");
}

/** Why nothing may be sent there; undefined when it may. */
export async function targetProblem(target: string, allowPrivate: boolean): Promise<string | undefined> {
  if (!URL.canParse(target)) return "This is not a web address.";
  const url = new URL(target);
  if (url.protocol !== "https:" && url.protocol !== "http:")
    return "Only http and https addresses can be called.";
  if (url.username !== "" || url.password !== "") return "An address must not carry a password.";
  if (allowPrivate) return undefined;
  const host = url.hostname.replace(/^\[|\]$/g, "");
  try {
    const addresses = isIP(host) ? [{ address: host }] : await lookup(host, { all: true });
    if (addresses.some(({ address }) => isPrivateAddress(address)))
      return "Addresses of private networks can't be called.";
    return undefined;
  } catch {
    // A name that can't be looked up can't be called either.
    return "There is no such host.";
  }
}
