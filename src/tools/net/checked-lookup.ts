import { lookup as lookupName } from "node:dns";
import { isIP, type LookupFunction } from "node:net";

export interface LookupRules {
  /** Whether an address may be connected to. */
  readonly may: (address: string) => boolean;
  /** What is thrown for a host that leads elsewhere. */
  readonly refused: (host: string) => Error;
}

/**
 * Name resolution that gives only addresses that may be reached, for `node:http`: the address that was checked is the
 * one that is connected to, so a name that resolves differently the second time (DNS rebinding) gains nothing. A name
 * that leads to one other address as well is refused as a whole.
 */
export function checkedLookup(
  { may, refused }: LookupRules,
  resolve: LookupFunction = lookupName as unknown as LookupFunction,
): LookupFunction {
  return (host, options, callback) => {
    resolve(host, { ...options, all: true }, (error, found) => {
      if (error) return callback(error, "");
      const addresses = Array.isArray(found) ? found : [{ address: found, family: isIP(found) }];
      const [first] = addresses;
      if (!first || !addresses.every(({ address }) => may(address))) return callback(refused(host), "");
      if (options.all) callback(null, addresses);
      else callback(null, first.address, first.family);
    });
  };
}
