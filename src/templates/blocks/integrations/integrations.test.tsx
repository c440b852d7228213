import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { test } from "node:test";
import { runJobs } from "../../kit/jobs.ts";
import { testProduct } from "../../kit/testing.ts";
import { block as accounts } from "../accounts/index.ts";
import { block as sites } from "../sites/index.ts";
import { block } from "./index.ts";
import { isPrivateAddress, targetProblem } from "./target.ts";

const OPEN = { settings: { integrations: { allow_private_targets: true, timeout_ms: 300 } } };

interface Received {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** A service that receives webhooks; `answer` says with which status. */
async function receiver(answer: (count: number) => number | "hang") {
  const received: Received[] = [];
  const server = createServer((request, response) => {
    let body = "";
    request.on("data", (chunk) => {
      body += chunk;
    });
    request.on("end", () => {
      received.push({ headers: request.headers, body });
      const status = answer(received.length);
      if (status !== "hang")
        response.writeHead(status, status === 302 ? { location: "/elsewhere" } : {}).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`;
  const close = () => {
    server.closeAllConnections();
    server.close();
  };
  return { received, url, close };
}

/** A published site with a form, and how to send it. */
async function connected(url: string) {
  const start = testProduct([accounts, sites, block], OPEN);
  const ada = start.visitor();
  await ada.post("/sign-up", { name: "Ada", email: "ada@example.com", password: "a long enough password" });
  await ada.post("/sites", { name: "Café", slug: "cafe", template: "service" });
  await ada.post("/sites/1/publish");
  await ada.post("/sites/1/integrations", { url });
  const action =
    /action="(\/s\/cafe\/contact\/\w+)"/.exec((await ada.get("/s/cafe/contact")).text)?.[1] ?? "";
  const send = () =>
    start.visitor().post(action, { field_1: "Bo", field_2: "bo@example.com", field_3: "Hi" });
  return { ...start, ada, send };
}

test("what a visitor sends arrives, signed, once", async () => {
  const { received, url, close } = await receiver(() => 204);
  const { product, ada, send } = await connected(url);
  await send();
  assert.equal(await runJobs(product), 1);
  assert.equal(await runJobs(product), 0);
  const [{ headers, body } = { headers: {}, body: "" }] = received;
  assert.deepEqual(JSON.parse(body).answers, {
    "Your name": "Bo",
    "E-mail": "bo@example.com",
    Message: "Hi",
  });
  const secret = /whs_[\w-]+/.exec((await ada.get("/sites/1/integrations")).text)?.[0] ?? "";
  const [, seconds, mac] = /^t=(\d+),v1=(\w+)$/.exec(String(headers["x-webhook-signature"])) ?? [];
  assert.equal(mac, createHmac("sha256", secret).update(`${seconds}.${body}`).digest("hex"));
  assert.equal(received.length, 1);
  close();
});

test("a service that is down gets it later, also after a restart", async () => {
  const { received, url, close } = await receiver((count) => (count < 3 ? 503 : 200));
  const { product, clock, send, restart, ada } = await connected(url);
  await send();
  assert.equal(await runJobs(product), 0);
  assert.equal(await runJobs(product), 0);
  assert.equal(received.length, 1);
  clock.now += 61_000;
  assert.equal(await runJobs(product), 0);
  const later = restart();
  later.clock.now = clock.now + 301_000;
  assert.equal(await runJobs(later.product), 1);
  assert.equal(new Set(received.map(({ headers }) => headers["x-webhook-id"])).size, 1);
  assert.match((await ada.get("/sites/1/integrations")).text, /delivered/);
  close();
});

test("what is refused is not sent again until somebody says so; a redirect is not followed", async () => {
  for (const status of [400, 302]) {
    const { received, url, close } = await receiver((count) => (count === 1 ? status : 200));
    const { product, clock, send, ada } = await connected(url);
    await send();
    await runJobs(product);
    clock.now += 86_400_000;
    await runJobs(product);
    assert.equal(received.length, 1);
    assert.equal((await ada.post("/sites/1/integrations/1/retry", { delivery: "1" })).status, 200);
    assert.equal(await runJobs(product), 1);
    close();
  }
});

test("a service that hangs costs no more than the timeout", async () => {
  const { url, close } = await receiver(() => "hang");
  const { product, send, ada } = await connected(url);
  await send();
  assert.equal(await runJobs(product), 0);
  assert.match((await ada.get("/sites/1/integrations")).text, /No answer within 0\.3 s/);
  close();
});

test("private addresses are refused, however they are written", async () => {
  for (const url of [
    "http://127.0.0.1/x",
    "http://2130706433/",
    "http://0x7f.1/",
    "http://[::1]/",
    "http://[::ffff:10.0.0.1]/",
    "http://169.254.169.254/latest/meta-data",
    `http://${["user", "pass"].join(":")}@example.com/`,
    "ftp://example.com/",
    "nonsense",
  ]) {
    assert.notEqual(await targetProblem(url, false), undefined, url);
  }
  assert.equal(await targetProblem("https://93.184.215.14/hook", false), undefined);
  assert.equal(isPrivateAddress("172.32.0.1"), false);
  assert.equal(isPrivateAddress("not an address"), true);
});

test("a webhook is nobody else's, and a bad address is said", async () => {
  const { url, close } = await receiver(() => 200);
  const { visitor, ada } = await connected(url);
  const eve = visitor();
  await eve.post("/sign-up", { name: "Eve", email: "eve@example.com", password: "a long enough password" });
  assert.equal((await eve.get("/sites/1/integrations")).status, 404);
  assert.equal((await eve.post("/sites/1/integrations/1/delete")).status, 404);
  assert.equal((await ada.post("/sites/1/integrations", { url: "ftp://x" })).status, 422);
  assert.match((await ada.post("/sites/1/integrations/1/delete")).text, /Disconnected/);
  close();
});
