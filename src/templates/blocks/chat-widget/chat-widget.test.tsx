import assert from "node:assert/strict";
import { test } from "node:test";
import { testProduct, type Visitor } from "../../kit/testing.ts";
import { block as chatbot, listIntents } from "../chatbot/index.ts";
import { block } from "./index.ts";

interface Said {
  readonly key: string;
  readonly status?: string;
  readonly messages: readonly { id: number; sender: string; text: string }[];
}

const chat = () => testProduct([chatbot, block]);
const ODD = "xylophone quux";

async function say(
  visitor: Visitor,
  text: unknown,
  key = "",
  after = 0,
): Promise<{ status: number; body: Said }> {
  const response = await visitor.request("/embed/api/messages", {
    method: "POST",
    headers: { "content-type": "application/json", origin: "https://elsewhere.example" },
    body: JSON.stringify({ key, text, after }),
  });
  return { status: response.status, body: (await response.json()) as Said };
}
async function look(visitor: Visitor, key: string, after = 0): Promise<Said> {
  const response = await visitor.request(`/embed/api/messages?after=${after}`, {
    headers: { "x-chat-key": key },
  });
  return (await response.json()) as Said;
}
const last = ({ messages }: Said) => messages.at(-1)?.text ?? "";

test("another site can load the widget and frame the chat; nothing else can be framed", async () => {
  const { visitor } = chat();
  const script = await visitor().get("/embed/widget.js");
  assert.match(script.headers.get("content-type") ?? "", /text\/javascript/);
  assert.equal(script.headers.get("cross-origin-resource-policy"), "cross-origin");
  assert.doesNotThrow(() => new Function(script.text));
  const frame = await visitor().get("/embed/chat");
  assert.match(frame.headers.get("content-security-policy") ?? "", /frame-ancestors \*/);
  assert.equal(frame.headers.get("x-frame-options"), null);
  assert.match(frame.text, /<label for="text">/);
  assert.equal((await visitor().get("/chat")).headers.get("x-frame-options"), "DENY");
});

test("the bot answers what it knows, and the conversation is kept over a restart", async () => {
  const { visitor, restart } = chat();
  const { body } = await say(visitor(), "Is it tested?");
  assert.deepEqual(
    body.messages.map(({ sender, text }) => [sender, text]),
    [
      ["visitor", "Is it tested?"],
      ["bot", "Yes."],
    ],
  );
  const later = restart().visitor();
  const more = (await say(later, "thanks", body.key, body.messages.at(-1)?.id)).body;
  assert.equal(more.key, body.key);
  assert.deepEqual(
    more.messages.map(({ text }) => text),
    ["thanks", "You are welcome."],
  );
});

test("it works without a script, and escapes what is said", async () => {
  const visitor = chat().visitor();
  const first = await visitor.post("/chat", { text: "hello <b>", key: "" });
  assert.match(first.text, /hello &lt;b&gt;/);
  assert.match(first.text, /Ask me anything about Test &amp; &lt;Co&gt;/);
  const key = /name="key" value="([\w-]+)"/.exec(first.text)?.[1] ?? "";
  assert.match((await visitor.post("/embed/chat", { text: "thanks", key })).text, /You are welcome/);
  assert.equal((await visitor.post("/chat", { text: " ", key })).status, 422);
});

test("twice not sure, and a person is fetched with the whole conversation", async () => {
  const { visitor, owner, product } = chat();
  const buyer = visitor();
  const { key } = (await say(buyer, ODD)).body;
  assert.match(last(await look(buyer, key)), /not sure/);
  assert.match(last((await say(buyer, `${ODD} again`, key)).body), /asked a person/);
  assert.match(product.outbox.list()[0]?.body ?? "", /visitor: xylophone quux\n/);
  const quiet = (await say(buyer, "hello", key)).body;
  assert.equal(last(quiet), "hello");
  const boss = await owner();
  assert.match((await boss.get("/owner/chats?status=waiting")).text, /xylophone/);
  const seen = quiet.messages.at(-1)?.id ?? 0;
  await boss.post("/owner/chats/1", { text: "I am here. What is it about?" });
  assert.deepEqual(
    (await look(buyer, key, seen)).messages.map(({ sender }) => sender),
    ["person"],
  );
  await boss.post("/owner/chats/1/to-bot");
  assert.equal(last((await say(buyer, "thanks", key)).body), "You are welcome.");
});

test("an answer between two doubts starts the count again; the word human fetches a person at once", async () => {
  const visitor = chat().visitor();
  const { key } = (await say(visitor, ODD)).body;
  await say(visitor, "hello", key);
  assert.match(last((await say(visitor, ODD, key)).body), /not sure/);
  assert.match(last((await say(visitor, "give me a HUMAN", key)).body), /asked a person/);
});

test("an unanswered question becomes an example with one click", async () => {
  const { visitor, owner, product } = chat();
  await say(visitor(), ODD);
  const boss = await owner();
  const list = (await boss.get("/owner/unanswered")).text;
  assert.match(list, /xylophone quux/);
  assert.doesNotMatch(list, /It means/, "a guess that is as good as none is not offered");
  const greeting = listIntents(product).find(({ name }) => name === "Greeting");
  const page = await boss.post("/owner/unanswered/1/teach", { intent: String(greeting?.id) });
  assert.match(page.text, /Learned: this is Greeting/);
  assert.match(page.text, /Nothing is unanswered/);
  assert.match(last((await say(visitor(), ODD)).body), /Ask me anything/);
  assert.equal((await boss.post("/owner/unanswered/1/teach", { intent: "1" })).status, 404);
  assert.equal((await boss.post("/owner/unanswered/1/dismiss")).status, 404);
});

test("a conversation needs its key, and the key is not what is stored", async () => {
  const { visitor, product } = chat();
  const { key } = (await say(visitor(), "hello")).body;
  assert.equal(product.db.count("SELECT count(*) FROM chat_widget_conversations WHERE key = ?", key), 0);
  const guess = await visitor().request("/embed/api/messages", { headers: { "x-chat-key": "x".repeat(32) } });
  assert.equal(guess.status, 404);
  assert.notEqual((await say(visitor(), "hello", "x".repeat(32))).body.key, "x".repeat(32));
  assert.equal((await visitor().get("/owner/chats/1")).path, "/owner/sign-in");
});

test("bad input, floods and closed conversations", async () => {
  const { visitor, owner, product } = chat();
  const one = visitor();
  for (const text of ["", " ", 7, "x".repeat(1_001)]) assert.equal((await say(one, text)).status, 422);
  assert.equal((await one.request("/embed/api/messages", { method: "POST", body: "{" })).status, 422);
  assert.equal(product.db.count("SELECT count(*) FROM chat_widget_conversations"), 0);
  const { key } = (await say(one, "hello")).body;
  for (let at = 0; at < 20; at += 1) await say(one, "thanks", key);
  assert.equal((await say(one, "thanks", key)).status, 429);
  const boss = await owner();
  assert.equal((await boss.post("/owner/chats/1", { text: "" })).status, 422);
  await boss.post("/owner/chats/1/close");
  assert.notEqual((await say(one, "hello", key)).body.key, key);
});

test("the owner finds conversations by what was said, and the tag for other sites; old ones are dropped", async () => {
  const { visitor, owner, product, clock } = chat();
  await say(visitor(), "hello");
  const boss = await owner();
  assert.match((await boss.get("/owner/chats?q=HELLO")).text, /\/owner\/chats\/1/);
  assert.doesNotMatch((await boss.get("/owner/chats?q=nothing")).text, /\/owner\/chats\/1/);
  assert.match(
    (await boss.get("/owner/widget")).text,
    /&lt;script src=&quot;http:\/\/localhost:3000\/embed\/widget\.js/,
  );
  clock.now += 91 * 86_400_000;
  assert.equal(block.jobs?.[0]?.run(product), 1);
  assert.equal(product.db.count("SELECT count(*) FROM chat_widget_messages"), 0);
});
