import { createServer, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export type SiteMode =
  | "good"
  | "error-page"
  | "empty"
  | "wrong-title"
  | "redirect"
  | "protected"
  | "json"
  | "away";

/** One address of the fake: a loopback port that shows whatever the given deployment has. */
export class FakeSite {
  readonly #server: Server;
  #files: ReadonlyMap<string, Buffer> | undefined;
  #mode: SiteMode = "good";

  private constructor() {
    this.#server = createServer((_request, response) => this.#answer(response));
  }

  static async open(): Promise<FakeSite> {
    const site = new FakeSite();
    await new Promise<void>((resolve) => site.#server.listen(0, "127.0.0.1", resolve));
    return site;
  }

  get host(): string {
    return `127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  show(files: ReadonlyMap<string, Buffer> | undefined, mode: SiteMode): void {
    this.#files = files;
    this.#mode = mode;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #answer(response: ServerResponse): void {
    const html = (status: number, body: string, headers = {}) =>
      response.writeHead(status, { "content-type": "text/html; charset=utf-8", ...headers }).end(body);
    if (!this.#files) {
      return void html(404, "The deployment could not be found.", {
        "x-vercel-error": "DEPLOYMENT_NOT_FOUND",
      });
    }
    const { name = "" } = JSON.parse(String(this.#files.get("business.json") ?? "{}")) as { name?: string };
    const page = (title: string) =>
      `<!doctype html><title>${title}</title><h1>${title}</h1>${"<p>Words of the product.</p>".repeat(10)}`;
    if (this.#mode === "good") html(200, page(escaped(name)));
    else if (this.#mode === "wrong-title") html(200, page("Welcome to nginx"));
    else if (this.#mode === "empty") html(200, "");
    else if (this.#mode === "protected") html(401, page("Authentication Required"));
    else if (this.#mode === "redirect")
      response.writeHead(307, { location: "https://elsewhere.example/" }).end();
    else if (this.#mode === "json") response.writeHead(200, { "content-type": "application/json" }).end("{}");
    else if (this.#mode === "away") response.destroy();
    else html(500, page("500"), { "x-vercel-error": "FUNCTION_INVOCATION_FAILED" });
  }
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll("'", "&#39;");
}
