/** Where the checked product believes to be; https, so that its cookies must be Secure. Nothing listens there. */
export const ORIGIN = "https://product.test";

export type Fetch = (request: Request) => Promise<Response>;

export interface Answer {
  readonly status: number;
  /** Path and query where the redirects ended. */
  readonly path: string;
  readonly text: string;
  readonly headers: Headers;
  /** Redirects that went on without end, or to an address that is none. */
  readonly lost: boolean;
}

const MAX_HOPS = 10;
/** The cookie by which the kit knows who is signed in. */
const SESSION = "session";

/** Somebody who uses the product in this process: keeps cookies and follows redirects. */
export class QualityVisitor {
  readonly #fetch: Fetch;
  readonly #cookies = new Map<string, string>();
  /** Called for each response, redirects too. */
  readonly #seen: (path: string, response: Response) => void;

  constructor(fetch: Fetch, seen: (path: string, response: Response) => void = () => {}) {
    this.#fetch = fetch;
    this.#seen = seen;
  }

  get(path: string): Promise<Answer> {
    return this.#send(path, { method: "GET" });
  }

  post(path: string, body: URLSearchParams | FormData, origin = ORIGIN): Promise<Answer> {
    return this.#send(path, { method: "POST", body, headers: { origin } });
  }

  isSignedIn(): boolean {
    return this.#cookies.has(SESSION);
  }

  /** Forgets who it is. */
  signOut(): void {
    this.#cookies.delete(SESSION);
  }

  async #send(path: string, init: RequestInit, hops = 0): Promise<Answer> {
    const request = new Request(ORIGIN + path, init);
    const cookies = [...this.#cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    if (cookies) request.headers.set("cookie", cookies);
    const response = await this.#fetch(request);
    this.#seen(path, response);
    for (const line of response.headers.getSetCookie()) this.#keep(line);
    const location = response.headers.get("location");
    const { status, headers } = response;
    if (!location || status < 300 || status > 399) {
      return { status, path, text: await response.text(), headers, lost: false };
    }
    const target = pathOf(location, path);
    if (target === undefined || hops >= MAX_HOPS) {
      // An address of somebody else's, such as a payment page, is where a redirect may end.
      return { status, path, text: "", headers, lost: target !== undefined };
    }
    return this.#send(target.split("#", 1)[0] ?? target, { method: "GET" }, hops + 1);
  }

  #keep(line: string): void {
    const [pair = ""] = line.split(";", 1);
    const at = pair.indexOf("=");
    const [name, value] = [pair.slice(0, at), pair.slice(at + 1)];
    if (value === "" || /;\s*max-age=0/i.test(line)) this.#cookies.delete(name);
    else this.#cookies.set(name, value);
  }
}

/** The path, query and fragment of an address of the product itself; undefined for any other. */
export function pathOf(address: string, base: string): string | undefined {
  if (!URL.canParse(address, ORIGIN + base)) return undefined;
  const url = new URL(address, ORIGIN + base);
  return url.origin === ORIGIN ? url.pathname + url.search + url.hash : undefined;
}

/** What pages of one kind have in common: ids become `:id`, values of the query are left out. */
export function templateOf(path: string): string {
  const url = new URL(path, ORIGIN);
  const parts = url.pathname
    .split("/")
    .map((part) => (/^\d+$|^[0-9a-f]{16,}$|^[\w-]{20,}$/i.test(part) && /\d/.test(part) ? ":id" : part));
  const keys = [...new Set(url.searchParams.keys())].sort();
  return parts.join("/") + (keys.length > 0 ? `?${keys.join("&")}` : "");
}
