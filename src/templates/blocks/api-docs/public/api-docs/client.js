/** A client of the API: one file, no dependencies. */
export class Client {
  #base;
  #key;
  #fetch;
  #wait;

  /**
   * `key` is made at /keys; `fetch` and `wait` (milliseconds) can be replaced for tests.
   */
  constructor({
    key,
    baseUrl,
    resource = "items",
    fetch = globalThis.fetch,
    wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  }) {
    this.#base = `${baseUrl.replace(/\/+$/, "")}/api/v1/${resource}`;
    this.#key = key;
    this.#fetch = fetch;
    this.#wait = wait;
  }

  create(item) {
    return this.#send("POST", "", item, { "idempotency-key": globalThis.crypto.randomUUID() });
  }

  get(id) {
    return this.#send("GET", `/${encodeURIComponent(id)}`);
  }

  change(id, change) {
    return this.#send("PATCH", `/${encodeURIComponent(id)}`, change);
  }

  async delete(id) {
    await this.#send("DELETE", `/${encodeURIComponent(id)}`);
  }

  list(query = {}) {
    return this.#send("GET", `?${new URLSearchParams(query)}`);
  }

  /** Everything, page by page as it is needed. */
  async *all(query = {}) {
    let cursor;
    do {
      const page = await this.list({ ...query, ...(cursor && { cursor }) });
      yield* page.data;
      cursor = page.next_cursor;
    } while (cursor);
  }

  /** Tries again up to three times when a limit is reached and the wait is at most a minute. */
  async #send(method, path, body, headers = {}) {
    for (let attempt = 0; ; attempt += 1) {
      const response = await this.#fetch(this.#base + path, {
        method,
        headers: {
          authorization: `Bearer ${this.#key}`,
          ...(body && { "content-type": "application/json" }),
          ...headers,
        },
        ...(body && { body: JSON.stringify(body) }),
      });
      const seconds = Number(response.headers.get("retry-after"));
      if (response.status === 429 && attempt < 3 && seconds > 0 && seconds <= 60) {
        await this.#wait(seconds * 1_000);
        continue;
      }
      const answer = response.status === 204 ? undefined : await response.json();
      if (!response.ok) throw new ApiError(answer);
      return answer;
    }
  }
}

/** What the API answered instead of doing what was asked; `problem` is its body. */
export class ApiError extends Error {
  constructor(problem) {
    super(`${problem.title}: ${problem.detail}`);
    this.name = "ApiError";
    this.status = problem.status;
    this.problem = problem;
  }
}
