import { BlockList, isIP } from "node:net";
import { GenesisError } from "../../../state/errors.ts";

/** Addresses that are not of the public Internet (IANA special-purpose registries). */
const PRIVATE_SUBNETS: readonly (readonly [network: string, prefix: number, family: "ipv4" | "ipv6"])[] = [
  ["0.0.0.0", 8, "ipv4"],
  ["10.0.0.0", 8, "ipv4"],
  ["100.64.0.0", 10, "ipv4"],
  ["127.0.0.0", 8, "ipv4"],
  ["169.254.0.0", 16, "ipv4"],
  ["172.16.0.0", 12, "ipv4"],
  ["192.0.0.0", 24, "ipv4"],
  ["192.0.2.0", 24, "ipv4"],
  ["192.88.99.0", 24, "ipv4"],
  ["192.168.0.0", 16, "ipv4"],
  ["198.18.0.0", 15, "ipv4"],
  ["198.51.100.0", 24, "ipv4"],
  ["203.0.113.0", 24, "ipv4"],
  ["224.0.0.0", 3, "ipv4"],
];

const notPublic = new BlockList();
for (const [network, prefix, family] of PRIVATE_SUBNETS) notPublic.addSubnet(network, prefix, family);
/** Of IPv6 only global unicast is public, and of that not what carries other addresses or is for examples. */
const globalUnicast = new BlockList();
globalUnicast.addSubnet("2000::", 3, "ipv6");
const carriers = new BlockList();
for (const [network, prefix] of [
  ["2001::", 23],
  ["2001:db8::", 32],
  ["2002::", 16],
  ["3fff::", 20],
] as const)
  carriers.addSubnet(network, prefix, "ipv6");

const MAPPED = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i;

export type AddressKind = "public" | "loopback" | "private";

/** What an IP address leads to. What is no address counts as private. */
export function addressKind(address: string): AddressKind {
  const [, mapped] = MAPPED.exec(address) ?? [];
  const plain = mapped ?? address;
  const family = isIP(plain);
  if (family === 4) {
    if (plain.startsWith("127.")) return "loopback";
    return notPublic.check(plain, "ipv4") ? "private" : "public";
  }
  if (family !== 6) return "private";
  if (plain === "::1") return "loopback";
  return globalUnicast.check(plain, "ipv6") && !carriers.check(plain, "ipv6") ? "public" : "private";
}

export interface CallbackRules {
  /** This machine may be called, and without TLS. */
  readonly loopback: boolean;
}

/** Whether a connection to the address may be made for a client. */
export function mayConnect(address: string, { loopback }: CallbackRules): boolean {
  const kind = addressKind(address);
  return kind === "public" || (kind === "loopback" && loopback);
}

/**
 * The URL a client wants to be called at. A name is looked up only when it is called, and what it leads to is checked
 * then. Throws A2A_CALLBACK_REFUSED.
 */
export function callbackUrl(text: string, rules: CallbackRules): URL {
  if (text.length > 2_048 || !URL.canParse(text)) throw refused("it is no URL");
  const url = new URL(text);
  const host = url.hostname.replace(/^\[|\]$/g, "");
  const here = host === "localhost" || (isIP(host) !== 0 && addressKind(host) === "loopback");
  if (url.username || url.password) throw refused("it holds credentials");
  if (url.protocol !== "https:" && !(url.protocol === "http:" && here && rules.loopback)) {
    throw refused("it has to begin with https://");
  }
  if (here && !rules.loopback) throw refused("it leads to this machine");
  if (isIP(host) !== 0 && !mayConnect(host, rules)) throw refused("it leads into a private network");
  return url;
}

function refused(why: string): GenesisError {
  return new GenesisError("A2A_CALLBACK_REFUSED", `The URL for push notifications is refused: ${why}.`, {
    hint: "Give an https URL of a public host, without credentials in it.",
  });
}
