import { isIP } from "node:net";
import { GenesisError } from "../../../state/errors.ts";
import { hostOf, isLoopback, isLoopbackHost, isPublic } from "../../../tools/net/addresses.ts";

export interface CallbackRules {
  /** This machine may be called, and without TLS. */
  readonly loopback: boolean;
}

/** Whether a connection to the address may be made for a client. */
export function mayConnect(address: string, { loopback }: CallbackRules): boolean {
  return isPublic(address) || (loopback && isLoopback(address));
}

/**
 * The URL a client wants to be called at. A name is looked up only when it is called, and what it leads to is checked
 * then. Throws A2A_CALLBACK_REFUSED.
 */
export function callbackUrl(text: string, rules: CallbackRules): URL {
  if (text.length > 2_048 || !URL.canParse(text)) throw refused("it is no URL");
  const url = new URL(text);
  const host = hostOf(url);
  const here = isLoopbackHost(host);
  if (url.username || url.password) throw refused("it holds credentials");
  if (url.protocol !== "https:" && !(url.protocol === "http:" && here && rules.loopback)) {
    throw refused("it has to begin with https://");
  }
  if (here && !rules.loopback) throw refused("it leads to this machine");
  if (isIP(host) !== 0 && !mayConnect(host, rules)) throw refused("it leads into a private network");
  return url;
}

/** What the name of a receiver leads to may not be called. */
export function refusedHost(host: string): GenesisError {
  return refused(`${host} leads to an address that may not be called`);
}

function refused(why: string): GenesisError {
  return new GenesisError("A2A_CALLBACK_REFUSED", `The URL for push notifications is refused: ${why}.`, {
    hint: "Give an https URL of a public host, without credentials in it.",
  });
}
