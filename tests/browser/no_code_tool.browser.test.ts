import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { walkThrough } from "./walk.ts";

/** A service that takes webhooks, and remembers what it was sent. */
class Receiver {
  readonly got: { body: string; signature: string | undefined }[] = [];
  readonly #server: Server = createServer((request, response) => {
    let body = "";
    request.on("data", (chunk) => {
      body += chunk;
    });
    request.on("end", () => {
      const signature = request.headers["x-webhook-signature"];
      this.got.push({ body, signature: typeof signature === "string" ? signature : undefined });
      response.end();
    });
  });

  async start(): Promise<void> {
    await new Promise<void>((done) => this.#server.listen(0, "127.0.0.1", done));
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/hook`;
  }

  stop(): void {
    this.#server.close();
  }
}

// The receiver of this walk is on the loopback address, where a product must not be sent by default.
const settings = { integrations: { allow_private_targets: true } };

/** The editor, forms, publishing with versions, and webhooks, as a maker and a visitor of their page use them. */
walkThrough("no_code_tool", { type: "no_code_tool", settings }, (walk) => {
  const receiver = new Receiver();
  let maker: Page;
  beforeAll(() => receiver.start());
  afterAll(() => receiver.stop());

  it("the start page leads to an account and the first site", async () => {
    maker = await walk.visitor();
    await walk.picture(maker, "home");
    await maker.getByRole("link", { name: "Build your first page" }).click();
    await maker.getByLabel("Your name").fill("Mary Jackson");
    await maker.getByLabel("E-mail").fill("mary@example.com");
    await maker.getByLabel("Password").fill("a long enough password");
    await maker.getByRole("button", { name: "Create account" }).click();
    await maker.waitForURL("**/sites");
    await walk.picture(maker, "sites-empty");
  });

  it("starts from a template; an address with spaces is refused at its field", async () => {
    await maker.getByLabel("Name").fill("Summer fair");
    await maker.getByLabel("Address").fill("summer fair!");
    await maker.getByLabel("Start from").selectOption("event");
    await maker.getByRole("button", { name: "Create site" }).click();
    expect(await maker.getByLabel("Address").getAttribute("aria-invalid")).toBe("true");
    expect(await maker.getByLabel("Start from").inputValue()).toBe("event");
    await walk.picture(maker, "site-refused");
    await maker.getByLabel("Address").fill("summer-fair");
    await maker.getByRole("button", { name: "Create site" }).click();
    await maker.getByRole("button", { name: "Publish", exact: true }).waitFor();
    await walk.picture(maker, "editor");
  });

  it("edits, adds and moves blocks, with buttons and by dragging", async () => {
    await maker
      .getByRole("textbox", { name: "Text", exact: true })
      .nth(1)
      .fill("On the meadow by the school, on 20 June from ten.");
    await maker.getByRole("button", { name: "Save block 2, text" }).click();
    await maker.getByLabel("Kind of block").selectOption("quote");
    await maker.getByRole("button", { name: "Add block" }).click();
    await maker.getByRole("button", { name: "Move block 6, quote up" }).click();
    await maker.getByRole("heading", { name: "5. Quote" }).waitFor();
    // By its heading: a drag that begins in a text selects it.
    await maker.getByRole("heading", { name: "5. Quote" }).hover();
    const place = await maker.getByRole("heading", { name: "4. List" }).boundingBox();
    await maker.mouse.down();
    // Blocks make room under way, so it takes more than one move.
    await maker.mouse.move((place?.x ?? 0) + 20, place?.y ?? 0, { steps: 8 });
    await maker.mouse.up();
    await maker.getByRole("heading", { name: "4. Quote" }).waitFor();
    await maker.getByRole("link", { name: "Preview" }).click();
    expect(await maker.getByRole("main").textContent()).toContain("On the meadow by the school");
    await walk.picture(maker, "preview");
    await maker.getByRole("link", { name: "Back to the editor" }).click();
  });

  it("nobody sees a draft; one click publishes it, and it outlives a restart", async () => {
    const visitor = await walk.visitor("phone");
    expect((await visitor.goto("/s/summer-fair"))?.status()).toBe(404);
    await maker.getByRole("button", { name: "Publish", exact: true }).click();
    await maker.getByText("Live: version 1").waitFor();
    await walk.picture(maker, "editor-published");
    await walk.product.restart();
    expect((await visitor.goto("/s/summer-fair"))?.status()).toBe(200);
    expect(await visitor.getByRole("heading", { level: 1 }).textContent()).toBe("Summer fair");
    await walk.picture(visitor, "live");
  });

  it("connects a service; only web addresses can be called", async () => {
    await maker.getByRole("link", { name: "Integrations" }).click();
    await walk.picture(maker, "integrations-empty");
    await maker.getByLabel("Webhook address").fill("ftp://files.example/inbox");
    await maker.getByRole("button", { name: "Connect" }).click();
    expect(await maker.getByLabel("Webhook address").getAttribute("aria-invalid")).toBe("true");
    await walk.picture(maker, "integration-refused");
    await maker.getByLabel("Webhook address").fill(receiver.url);
    await maker.getByRole("button", { name: "Connect" }).click();
    expect(await maker.getByRole("main").textContent()).toContain(receiver.url);
  });

  it("a visitor fills in the form; what is wrong is said at its field", async () => {
    const visitor = await walk.visitor("phone");
    await visitor.goto("/s/summer-fair");
    await visitor.getByLabel("Your name").fill("Dorothy");
    await visitor.getByLabel("E-mail").fill("dorothy@example.com");
    await visitor.getByLabel("How many people").fill("a few");
    await visitor.getByRole("button", { name: "Sign up" }).click();
    expect(await visitor.getByLabel("How many people").getAttribute("aria-invalid")).toBe("true");
    expect(await visitor.getByLabel("Your name").inputValue()).toBe("Dorothy");
    await walk.picture(visitor, "form-refused");
    await visitor.getByLabel("How many people").fill("3");
    await visitor.getByRole("button", { name: "Sign up" }).click();
    expect(await visitor.getByRole("status").textContent()).toContain("You are on the list.");
    await walk.picture(visitor, "form-sent");
  });

  it("the maker reads it, and the service gets it, signed", async () => {
    await maker.goto("/sites");
    await walk.picture(maker, "sites");
    await maker.getByRole("link", { name: "Submissions of Summer fair" }).click();
    expect(await maker.getByRole("main").textContent()).toContain("dorothy@example.com");
    await walk.picture(maker, "submissions");
    const owner = await walk.owner();
    await walk.picture(owner, "owner");
    await owner.getByRole("button", { name: "Do what is due now" }).click();
    await maker.goto("/sites/1/integrations");
    await maker.getByText("delivered").waitFor();
    const [first] = receiver.got;
    expect(receiver.got).toHaveLength(1);
    expect(first?.body).toContain("dorothy@example.com");
    expect(first?.signature).toMatch(/^t=\d+,v1=[0-9a-f]{64}$/);
    await walk.picture(maker, "integrations");
  });

  it("goes back to an earlier version", async () => {
    const visitor = await walk.visitor();
    await maker.goto("/sites/1/edit");
    await maker.getByRole("textbox", { name: "Text", exact: true }).first().fill("Winter fair");
    await maker.getByRole("button", { name: "Save block 1, heading" }).click();
    await maker.getByRole("button", { name: "Publish", exact: true }).click();
    await maker.getByText("Live: version 2").waitFor();
    await visitor.goto("/s/summer-fair");
    expect(await visitor.getByRole("heading", { level: 1 }).textContent()).toBe("Winter fair");
    await maker.getByRole("button", { name: "Take as draft: version 1" }).click();
    await maker.getByRole("button", { name: "Publish", exact: true }).click();
    await maker.getByText("Live: version 3").waitFor();
    await walk.picture(maker, "versions");
    await visitor.reload();
    expect(await visitor.getByRole("heading", { level: 1 }).textContent()).toBe("Summer fair");
  });
});
