import { type LookupAddress, lookup as resolveName } from "node:dns";
import { request as httpRequest, type RequestOptions } from "node:http";
import { request as httpsRequest } from "node:https";
import { type CallbackRules, callbackUrl, mayConnect } from "./callback-url.ts";

export interface PostOptions extends CallbackRules {
  readonly headers: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
}

/**
 * Posts to a URL that somebody else chose, and returns the status. Redirects are not followed, the answer is not read,
 * and the address is checked as it is connected to: a name that leads elsewhere the second time gains nothing.
 * Throws A2A_CALLBACK_REFUSED, or what the connection throws.
 */
export async function postUntrusted(target: string, body: string, options: PostOptions): Promise<number> {
  const url = callbackUrl(target, options);
  const send = url.protocol === "https:" ? httpsRequest : httpRequest;
  return await new Promise((resolve, reject) => {
    const request = send(
      url,
      {
        method: "POST",
        headers: { ...options.headers, "content-length": Buffer.byteLength(body) },
        lookup: checkedLookup(options),
        signal: AbortSignal.timeout(options.timeoutMs),
        agent: false,
      },
      (response) => {
        resolve(response.statusCode ?? 0);
        response.destroy();
      },
    );
    request.on("error", reject);
    request.end(body);
  });
}

/** A look-up without the addresses that may not be connected to. */
export function checkedLookup(
  rules: CallbackRules,
  resolve: typeof resolveName = resolveName,
): NonNullable<RequestOptions["lookup"]> {
  return (hostname, options, callback) => {
    resolve(hostname, { ...options, all: true }, (error, addresses) => {
      const allowed = error ? [] : addresses.filter(({ address }) => mayConnect(address, rules));
      const [first] = allowed;
      if (error || !first) return callback(error ?? unreachable(hostname), "", 0);
      if (options.all) (callback as (error: null, all: LookupAddress[]) => void)(null, allowed);
      else callback(null, first.address, first.family);
    });
  };
}

function unreachable(hostname: string): NodeJS.ErrnoException {
  return Object.assign(new Error(`${hostname} leads to no address that may be called`), { code: "EACCES" });
}
