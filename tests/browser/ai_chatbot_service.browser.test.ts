import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { Page } from "playwright-core";
import { afterAll, expect, it } from "vitest";
import { walkThrough } from "./walk.ts";

const STRANGE = "Do pianos swim across rivers?";

/** A site of somebody else, with the one line that puts the chat on it. */
async function foreignSite(productUrl: string): Promise<{ server: Server; url: string }> {
  const page = `<!doctype html><html lang="en"><head><title>A shop</title></head><body><main><h1>A shop</h1></main>
    <script src="${productUrl}/embed/widget.js" async></script></body></html>`;
  const server = createServer((_, response) => {
    response.setHeader("content-type", "text/html; charset=utf-8");
    response.end(page);
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/` };
}

/** Intents, fallback, hand-off, teaching, and the widget on another site. */
walkThrough("ai_chatbot_service", { type: "ai_chatbot_service" }, (walk) => {
  let visitor: Page;
  let site: Server | undefined;
  afterAll(() => {
    site?.close();
  });

  const ask = async (page: Page, text: string) => {
    await page.getByLabel("Your question").fill(text);
    await page.getByRole("button", { name: "Send" }).click();
    await page.getByRole("listitem").filter({ hasText: text }).first().waitFor();
  };

  it("the start page leads to the chat", async () => {
    visitor = await walk.visitor("phone");
    await walk.picture(visitor, "home");
    await visitor.getByRole("link", { name: "Try the chat" }).click();
    expect(await visitor.getByRole("heading", { level: 1 }).textContent()).toBe("Chat");
    await walk.picture(visitor, "chat-empty");
  });

  it("recognises what people ask, in their own words", async () => {
    await ask(visitor, "so who would use this?");
    await visitor
      .getByRole("listitem")
      .filter({ hasText: /small business owners\. /i })
      .waitFor();
    await walk.picture(visitor, "chat-answer");
  });

  it("says that it is not sure, and fetches a person the second time", async () => {
    await ask(visitor, STRANGE);
    await visitor.getByText("not sure", { exact: false }).waitFor();
    await ask(visitor, "Then which violins can fly?");
    await visitor.getByText("A person", { exact: false }).last().waitFor();
    await walk.picture(visitor, "chat-hand-off");
  });

  it("a person reads the whole conversation and answers into the chat", async () => {
    const owner = await walk.owner();
    await walk.picture(owner, "owner");
    await owner.goto("/owner/chats");
    expect(await owner.getByRole("table").textContent()).toContain("Waits for a person");
    await walk.picture(owner, "owner-chats");
    await owner.getByRole("table").getByRole("link").first().click();
    expect(await owner.getByRole("main").textContent()).toContain(STRANGE);
    await walk.picture(owner, "owner-chat");
    await owner.getByLabel("Your answer").fill("No, but we can carry one for you.");
    await owner.getByRole("button", { name: "Send" }).click();
    await visitor.getByText("No, but we can carry one for you.").waitFor();
    await walk.picture(visitor, "chat-person");
  });

  it("an intent needs a name; teaching it takes a question from the log", async () => {
    const owner = await walk.owner();
    await owner.goto("/owner/intents");
    await walk.picture(owner, "owner-intents");
    await owner.getByRole("link", { name: "New intent" }).click();
    await owner.getByLabel("Name").fill(" ");
    await owner.getByLabel("Answer", { exact: true }).fill("We carry pianos on Tuesdays.");
    await owner.getByLabel("Examples").fill("do you carry pianos\nmove my piano\npiano transport");
    await owner.getByRole("button", { name: "Save and learn" }).click();
    expect(await owner.getByLabel("Name").getAttribute("aria-invalid")).toBe("true");
    await walk.picture(owner, "owner-intent-refused");
    await owner.getByLabel("Name").fill("Pianos");
    await owner.getByRole("button", { name: "Save and learn" }).click();
    expect(await owner.getByRole("status").textContent()).toContain("Learned.");
    await owner.goto("/owner/unanswered");
    await walk.picture(owner, "owner-unanswered");
    await owner.getByLabel(`Intent of: ${STRANGE}`).selectOption("Pianos");
    await owner
      .getByRole("listitem")
      .filter({ hasText: STRANGE })
      .getByRole("button", { name: "Teach" })
      .click();
    await owner.goto("/owner/intents");
    await owner.getByLabel("A question").fill("can pianos swim across a river?");
    await owner.getByRole("button", { name: "What does it make of it?" }).click();
    expect(await owner.getByRole("main").textContent()).toContain("We carry pianos on Tuesdays.");
    await walk.picture(owner, "owner-intent-tried");
  });

  it("what it learned and what was said outlive a restart", async () => {
    await walk.product.restart();
    await visitor.goto("/chat");
    await visitor.getByText("No, but we can carry one for you.").waitFor();
    const other = await walk.visitor();
    await other.goto("/chat");
    await ask(other, "piano transport please");
    await other.getByText("We carry pianos on Tuesdays.").waitFor();
  });

  it("works on a site of somebody else, by keyboard too", async () => {
    const owner = await walk.owner();
    await owner.goto("/owner/widget");
    await walk.picture(owner, "owner-embed");
    const { server, url } = await foreignSite(walk.product.url);
    site = server;
    const page = await walk.visitor();
    await page.goto(url);
    await page.getByRole("button", { name: "Chat" }).press("Enter");
    const chat = page.frameLocator("iframe");
    await chat.getByLabel("Your question").fill("hello");
    await chat.getByRole("button", { name: "Send" }).click();
    await chat.getByText("Ask me anything", { exact: false }).waitFor();
    await walk.picture(page, "widget");
    await chat.getByLabel("Your question").press("Escape");
    expect(await page.getByRole("button", { name: "Chat" }).getAttribute("aria-expanded")).toBe("false");
  });
});
