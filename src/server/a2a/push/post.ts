import { request as httpRequest } from "node:http";
import { request as httpsRequest } from "node:https";
import type { LookupFunction } from "node:net";
import { checkedLookup } from "../../../tools/net/checked-lookup.ts";
import { type CallbackRules, callbackUrl, mayConnect, refusedHost } from "./callback-url.ts";

export interface PostOptions extends CallbackRules {
  readonly headers: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  /** Breaks it off. */
  readonly signal?: AbortSignal;
  /** Name resolution; the system's when absent. */
  readonly lookup?: LookupFunction;
}

/**
 * Posts to a URL that somebody else chose, and returns the status. Redirects are not followed, the answer is not read,
 * and the address is checked as it is connected to: a name that leads elsewhere the second time gains nothing.
 * Throws A2A_CALLBACK_REFUSED, or what the connection throws.
 */
export async function postUntrusted(target: string, body: string, options: PostOptions): Promise<number> {
  const url = callbackUrl(target, options);
  const send = url.protocol === "https:" ? httpsRequest : httpRequest;
  const may = (address: string) => mayConnect(address, options);
  const timeout = AbortSignal.timeout(options.timeoutMs);
  return await new Promise((resolve, reject) => {
    const request = send(
      url,
      {
        method: "POST",
        headers: { ...options.headers, "content-length": Buffer.byteLength(body) },
        lookup: checkedLookup({ may, refused: refusedHost }, options.lookup),
        signal: options.signal ? AbortSignal.any([options.signal, timeout]) : timeout,
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
