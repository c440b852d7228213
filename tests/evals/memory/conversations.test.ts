import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { asDocuments, parseConversation, readConversations } from "../../../evals/memory/conversations.ts";
import { EvalUsageError } from "../../../evals/report.ts";

const line = (changes: object = {}) =>
  JSON.stringify({ id: "c", turns: [{ id: "D1:1", speaker: "Ana", text: "Hi" }], questions: [], ...changes });

describe("parseConversation", () => {
  it("reads numbers as ids and categories, and ignores what it doesn't know", () => {
    const parsed = parseConversation(
      line({
        id: 7,
        turns: [{ id: 1, speaker: "Ana", text: "Hi", date: null, image: { url: "x" } }],
        questions: [{ question: "Who?", evidence: [1], category: 4, answer: "Ana" }, { question: "Why?" }],
      }),
    );
    expect(parsed.id).toBe("7");
    expect(parsed.turns).toEqual([{ id: "1", speaker: "Ana", text: "Hi", date: undefined }]);
    expect(parsed.questions).toEqual([
      { question: "Who?", evidence: ["1"], category: "4" },
      { question: "Why?", evidence: [], category: "none" },
    ]);
  });

  it.each([
    line({ turns: [] }),
    line({ questions: [{}] }),
    line({ turns: [{ text: "x" }] }),
    "[]",
    "{",
    "null",
  ])("refuses %s", (text) => {
    expect(() => parseConversation(text)).toThrow();
  });
});

describe("asDocuments", () => {
  const groups = (turns: { id: string; date?: string }[]) =>
    asDocuments({
      turns: turns.map((turn) => ({ speaker: "Ana", text: "Hi", date: undefined, ...turn })),
    }).map(({ group }) => group);

  it("groups the turns of one day, at whatever time", () => {
    const [first, second, other] = groups([
      { id: "a", date: "1:56 pm on 8 May, 2023" },
      { id: "b", date: "2023-05-08T20:00:00Z" },
      { id: "c", date: "2023-05-09" },
    ]);
    expect(first).toBe(second);
    expect(other).not.toBe(first);
  });

  it("groups by a date it can't read, else by the id, else all", () => {
    expect(groups([{ id: "a:1", date: "Tuesday" }])).toEqual(["Tuesday"]);
    expect(groups([{ id: "D1:3" }, { id: "D12:1" }, { id: "s_2_9" }])).toEqual(["D1", "D12", "s_2"]);
    expect(groups([{ id: "17" }, { id: "x" }])).toEqual(["", ""]);
  });

  it("makes an empty text of a turn without words", () => {
    const { turns } = parseConversation(line({ turns: [{ id: "a" }] }));
    expect(asDocuments({ turns })).toEqual([{ id: "a", text: "", group: "" }]);
  });
});

describe("readConversations", () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "genesis-eval-"));
  });
  afterEach(() => rm(folder, { recursive: true }));

  const file = async (text: string) => {
    const path = join(folder, "f.jsonl");
    await writeFile(path, text);
    return path;
  };

  it("reads line by line, without the empty ones", async () => {
    const path = await file(`${line({ id: "a" })}\n\n${line({ id: "b" })}\r\n`);
    expect((await readConversations([path, path])).map(({ id }) => id)).toEqual(["a", "b", "a", "b"]);
  });

  it("names file and line of what it can't read", async () => {
    const path = await file(`${line()}\n{"id":"b"}\n`);
    const reading = readConversations([path]);
    await expect(reading).rejects.toBeInstanceOf(EvalUsageError);
    await expect(reading).rejects.toThrow(`${path}:2: `);
    await expect(readConversations([join(folder, "none")])).rejects.toThrow(/can't read .*none/);
  });
});
