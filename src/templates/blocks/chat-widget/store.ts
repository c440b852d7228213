import { randomBytes } from "node:crypto";
import { type Product, signature } from "../../kit/index.ts";

export const MIGRATIONS = [
  `CREATE TABLE chat_widget_conversations (
     id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, status TEXT NOT NULL, fallbacks INTEGER NOT NULL DEFAULT 0,
     created_at INTEGER NOT NULL, last_at INTEGER NOT NULL
   );
   CREATE INDEX chat_widget_by_time ON chat_widget_conversations (last_at);
   CREATE TABLE chat_widget_messages (
     id INTEGER PRIMARY KEY,
     conversation_id INTEGER NOT NULL REFERENCES chat_widget_conversations (id) ON DELETE CASCADE,
     sender TEXT NOT NULL, text TEXT NOT NULL, intent_id INTEGER, confidence REAL NOT NULL DEFAULT 0,
     unanswered INTEGER NOT NULL DEFAULT 0, at INTEGER NOT NULL
   );
   CREATE INDEX chat_widget_messages_by_conversation ON chat_widget_messages (conversation_id, id);
   CREATE INDEX chat_widget_unanswered ON chat_widget_messages (unanswered) WHERE unanswered = 1;`,
];

/** `bot`: the bot answers. `waiting`: a person is asked for. `person`: one has answered. */
export const STATUSES = ["bot", "waiting", "person", "closed"] as const;
export type Status = (typeof STATUSES)[number];

export interface Conversation {
  readonly id: number;
  readonly status: Status;
  /** Questions in a row that the bot could not answer. */
  readonly fallbacks: number;
  readonly created_at: number;
  readonly last_at: number;
}

export interface Message {
  readonly id: number;
  readonly conversation_id: number;
  readonly sender: "visitor" | "bot" | "person";
  readonly text: string;
  /** The intent that the bot answered with, or its best guess. */
  readonly intent_id: number | null;
  readonly confidence: number;
  /** 1 for a question the bot could not answer and nobody has dealt with since. */
  readonly unanswered: number;
  readonly at: number;
}

/** Starts a conversation. The token is the visitor's; only a keyed hash of it is stored. */
export function openConversation(product: Product): { id: number; token: string } {
  const token = randomBytes(24).toString("base64url");
  const now = product.now();
  const { id } = product.db.run(
    "INSERT INTO chat_widget_conversations (key, status, created_at, last_at) VALUES (?, 'bot', ?, ?)",
    ...[signature(product, `chat:${token}`), now, now],
  );
  return { id, token };
}

export function conversationOf(product: Product, token: string): Conversation | undefined {
  return product.db.get(
    "SELECT id, status, fallbacks, created_at, last_at FROM chat_widget_conversations WHERE key = ?",
    signature(product, `chat:${token}`),
  );
}

export function conversationById(product: Product, id: number): Conversation | undefined {
  return product.db.get(
    "SELECT id, status, fallbacks, created_at, last_at FROM chat_widget_conversations WHERE id = ?",
    id,
  );
}

export function addMessage(
  product: Product,
  conversation: number,
  sender: Message["sender"],
  text: string,
  reading: { intent?: number | undefined; confidence?: number; unanswered?: boolean } = {},
): number {
  const { intent, confidence = 0, unanswered = false } = reading;
  product.db.run(
    "UPDATE chat_widget_conversations SET last_at = ? WHERE id = ?",
    product.now(),
    conversation,
  );
  return product.db.run(
    `INSERT INTO chat_widget_messages (conversation_id, sender, text, intent_id, confidence, unanswered, at)
     VALUES (?, ?, ?, ?, ?, ?, ?)`,
    ...[conversation, sender, text, intent ?? null, confidence, Number(unanswered), product.now()],
  ).id;
}

export function setState(product: Product, id: number, status: Status, fallbacks: number): void {
  product.db.run(
    "UPDATE chat_widget_conversations SET status = ?, fallbacks = ? WHERE id = ?",
    status,
    fallbacks,
    id,
  );
}

/** In order; those after the message `after` only. */
export function messagesOf(product: Product, conversation: number, after = 0): Message[] {
  return product.db.all(
    "SELECT * FROM chat_widget_messages WHERE conversation_id = ? AND id > ? ORDER BY id LIMIT 500",
    ...[conversation, after],
  );
}

export interface Listed extends Conversation {
  /** What the visitor said first. */
  readonly opening: string | null;
  readonly count: number;
}

/** Those that wait for a person first, then the latest. `query` is looked for in what was said. */
export function listConversations(product: Product, status: Status | null, query: string): Listed[] {
  return product.db.all(
    `SELECT id, status, fallbacks, created_at, last_at,
       (SELECT text FROM chat_widget_messages WHERE conversation_id = c.id AND sender = 'visitor' ORDER BY id LIMIT 1) AS opening,
       (SELECT count(*) FROM chat_widget_messages WHERE conversation_id = c.id) AS count
     FROM chat_widget_conversations c
     WHERE (?1 IS NULL OR status = ?1) AND (?2 = '' OR EXISTS (SELECT 1 FROM chat_widget_messages
       WHERE conversation_id = c.id AND instr(lower(text), lower(?2)) > 0))
     ORDER BY status = 'waiting' DESC, last_at DESC LIMIT 200`,
    ...[status, query],
  );
}

export function figures(product: Product): {
  conversations: number;
  withoutPerson: number;
  waiting: number;
  unanswered: number;
} {
  const count = (where: string) =>
    product.db.count(`SELECT count(*) FROM chat_widget_conversations c WHERE ${where}`);
  return {
    conversations: count("1 = 1"),
    withoutPerson: count(
      "status = 'bot' AND NOT EXISTS (SELECT 1 FROM chat_widget_messages WHERE conversation_id = c.id AND sender = 'person')",
    ),
    waiting: count("status = 'waiting'"),
    unanswered: product.db.count("SELECT count(*) FROM chat_widget_messages WHERE unanswered = 1"),
  };
}

/** Questions the bot could not answer, the latest first. */
export function unanswered(product: Product): Message[] {
  return product.db.all("SELECT * FROM chat_widget_messages WHERE unanswered = 1 ORDER BY id DESC LIMIT 200");
}

export function messageById(product: Product, id: number): Message | undefined {
  return product.db.get("SELECT * FROM chat_widget_messages WHERE id = ?", id);
}

export function settle(product: Product, messageId: number): void {
  product.db.run("UPDATE chat_widget_messages SET unanswered = 0 WHERE id = ?", messageId);
}

/** Drops conversations that nobody wrote in for so long. */
export function dropOld(product: Product, days: number): number {
  const before = product.now() - days * 86_400_000;
  return product.db.run("DELETE FROM chat_widget_conversations WHERE last_at < ?", before).changes;
}
