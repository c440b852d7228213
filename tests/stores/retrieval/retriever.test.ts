import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createRandom } from "../../../src/state/random.ts";
import type { RetrievalDocument } from "../../../src/stores/retrieval/document.ts";
import { createRetriever } from "../../../src/stores/retrieval/retriever.ts";

const chat: RetrievalDocument[] = [
  ["Ana", "Did you find an instrument you like?"],
  ["Ben", "Yes! Grandma's old accordion, she taught me back in Graz."],
  ["Ana", "How sweet of her. The rain here won't stop."],
  ["Ben", "Same. I bought new boots yesterday."],
  ["Ana", "I adopted a kitten last week, she's called Plum."],
  ["Ben", "A kitten! My neighbour's allergic, sadly."],
].map(([author = "", text = ""], at) => ({ id: `t${at}`, author, text, date: "2023-03-04", group: "s1" }));

const ids = (found: readonly { readonly id: string }[]) => found.map(({ id }) => id);
const first = (query: string, documents = chat) => createRetriever(documents).search(query)[0]?.id;

describe("search", () => {
  it.each([
    ["inflections", "What did Ben buy?", "t3"],
    ["irregular forms and names", "When did Ben buy boots?", "t3"],
    ["related words", "What pets does Ana have?", "t4"],
    ["the answer rather than the question", "Which instrument does Ben play?", "t1"],
    ["spelling mistakes", "acordion", "t1"],
    ["accents and case", "GRÁZ", "t1"],
  ])("finds by %s", (_, query, id) => {
    expect(first(query)).toBe(id);
  });

  it("prefers the author who is named", () => {
    const both = [
      { id: "a", author: "Ana", text: "I painted the lake" },
      { id: "b", author: "Ben", text: "I painted the lake" },
    ];
    expect(first("What did Ben paint?", both)).toBe("b");
    expect(first("What did Ana paint?", both)).toBe("a");
  });

  it("still finds what another author said", () => {
    expect(first("Where did Ana learn the accordion?")).toBe("t1");
  });

  it("finds by author or date alone", () => {
    expect(ids(createRetriever(chat).search("Ben"))).toEqual(["t1", "t3", "t5"]);
    expect(createRetriever(chat).search("on 4 March 2023")).toHaveLength(6);
  });

  it("finds neighbours of a match after it, and none across groups", () => {
    const apart = chat.map((turn, at) => ({ ...turn, group: at < 4 ? "s1" : "s2" }));
    const found = ids(createRetriever(apart).search("Plum"));
    expect(found).toEqual(["t4", "t5"]);
  });

  it.each(["", "   ", "?!", "who is it", "🦔", "\u0000", "zzzzqqqq"])("finds nothing for %j", (query) => {
    expect(createRetriever(chat).search(query)).toEqual([]);
  });

  it("searches no documents and empty documents", () => {
    expect(createRetriever([]).search("lake")).toEqual([]);
    expect(createRetriever([{ id: "a", text: "" }]).search("lake")).toEqual([]);
  });

  it("reads other scripts", () => {
    const texts = ["私は東京に住んでいます", "Я купил лодку", "قطة سوداء"];
    const documents = texts.map((text, at) => ({ id: String(at), text }));
    expect(first("東京", documents)).toBe("0");
    expect(first("лодку", documents)).toBe("1");
    expect(first("قطة", documents)).toBe("2");
  });

  it("takes options", () => {
    const off = createRetriever(chat, { relatedWeight: 0, spreadWeight: 0, askedWeight: 0 });
    expect(off.search("pets")).toEqual([]);
  });

  it("gives ten unless told", () => {
    const many = Array.from({ length: 30 }, (_, at) => ({ id: String(at), text: "lake" }));
    expect(ids(createRetriever(many).search("lake"))).toEqual(
      Array.from({ length: 10 }, (_, at) => String(at)),
    );
  });
});

const WORDS = ["lake", "dog", "paint", "paris", "yesterday", "when", "the", "ana", "ben", "?", "."];
const text = fc.array(fc.constantFrom(...WORDS), { maxLength: 8 }).map((words) => words.join(" "));
const corpus = fc
  .array(
    fc.record(
      {
        text,
        author: fc.constantFrom("Ana", "Ben"),
        date: fc.constantFrom("2023-05-08", "soon"),
        group: fc.constantFrom("x", "y"),
      },
      { requiredKeys: ["text"] },
    ),
    { maxLength: 12 },
  )
  .map((records) => records.map((record, at) => ({ id: String(at), ...record })));

describe("properties", () => {
  it("repeats itself, stays within the limit, and a smaller limit gives the beginning", () => {
    fc.assert(
      fc.property(corpus, text, fc.nat(12), (documents, query, limit) => {
        const retriever = createRetriever(documents);
        const all = retriever.search(query, { limit: 100 });
        expect(createRetriever(documents).search(query, { limit: 100 })).toEqual(all);
        expect(retriever.search(query, { limit })).toEqual(all.slice(0, limit));
      }),
    );
  });

  it("gives each document at most once, best first, with finite scores", () => {
    fc.assert(
      fc.property(corpus, fc.oneof(text, fc.string({ unit: "binary" })), (documents, query) => {
        const found = createRetriever(documents).search(query, { limit: 100 });
        expect(new Set(ids(found)).size).toBe(found.length);
        const scores = found.map(({ score }) => score);
        expect(scores).toEqual(scores.toSorted((a, b) => b - a));
        expect(scores.every((score) => Number.isFinite(score) && score >= 0)).toBe(true);
      }),
    );
  });

  it("does not depend on the order of documents that stand alone", () => {
    fc.assert(
      fc.property(corpus, text, fc.integer(), (documents, query, seed) => {
        const alone = documents.map(({ group: _, ...rest }) => rest);
        const shuffled = createRandom(seed).shuffle(alone);
        const scores = (of: readonly RetrievalDocument[]) =>
          createRetriever(of)
            .search(query, { limit: 100 })
            .map(({ id, score }) => `${id} ${score.toFixed(9)}`)
            .sort();
        expect(scores(shuffled)).toEqual(scores(alone));
      }),
    );
  });

  it("ranks a document no lower for saying once more what is asked", () => {
    fc.assert(
      fc.property(corpus, fc.nat(11), (documents, pick) => {
        const at = pick % Math.max(1, documents.length);
        const more = documents.map((each, place) =>
          place === at ? { ...each, text: `${each.text} . lake` } : each,
        );
        // Without length normalisation; with it, a longer text may lose.
        const rank = (of: readonly RetrievalDocument[]) => {
          const order = ids(
            createRetriever(of, { b: 0, askedWeight: 0, spreadWeight: 0 }).search("lake", { limit: 100 }),
          );
          return order.includes(String(at)) ? order.indexOf(String(at)) : order.length;
        };
        expect(rank(more)).toBeLessThanOrEqual(rank(documents));
      }),
    );
  });
});
