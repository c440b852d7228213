import { asDocuments, readConversations } from "../evals/memory/conversations.ts";
import { createRandom } from "../src/state/random.ts";
import { bm25 } from "../src/stores/retrieval/bm25.ts";
import type { RetrievalDocument } from "../src/stores/retrieval/document.ts";
import { createRetriever } from "../src/stores/retrieval/retriever.ts";
import type { BenchReport } from "./report.ts";
import { median, round, timed } from "./statistics.ts";

const SIZES = [1_000, 10_000] as const;
const BUILDS = 5;
const SEARCHES = 101;
const SEARCH_LIMIT_MS = 20;
const BUILD_GROWTH_LIMIT = 2;

/** Building and searching ranked retrieval over sentences mixed from the evaluation's conversations. */
export async function retrieval(): Promise<BenchReport> {
  const data = new URL("../evals/memory/data/", import.meta.url);
  const files = ["tuning.jsonl", "held-out.jsonl"].map((name) => new URL(name, data).pathname);
  const conversations = await readConversations(files);
  const turns = conversations.flatMap(asDocuments);
  const questions = conversations.flatMap((each) => each.questions.map(({ question }) => question));
  const measured = [];
  for (const size of SIZES) {
    const documents = mix(turns, size);
    const retriever = createRetriever(documents);
    const plain = bm25(documents);
    const [builds, searches, plainSearches] = [[], [], []] as [number[], number[], number[]];
    for (let run = 0; run < BUILDS; run += 1) {
      builds.push(await timed(async () => createRetriever(documents)));
    }
    for (let run = 0; run < SEARCHES; run += 1) {
      const question = questions[run % questions.length] ?? "";
      searches.push(await timed(async () => retriever.search(question)));
      plainSearches.push(await timed(async () => plain.search(question)));
    }
    measured.push({ size, build: median(builds), search: median(searches), plain: median(plainSearches) });
  }
  const [small, large] = measured;
  const perDocument = (each = { size: Number.NaN, build: 0 }) => each.build / each.size;
  return {
    bench: "retrieval",
    rows: measured.map(({ size, build, search, plain }) => ({
      documents: size,
      "build ms": round(build),
      "search p50 ms": round(search),
      "BM25 p50 ms": round(plain),
    })),
    claims: [
      {
        claim: "building, per document: 10,000 documents over 1,000",
        ratio: round(perDocument(large) / perDocument(small), 3),
        limit: BUILD_GROWTH_LIMIT,
      },
      {
        claim: `search p50 over 10,000 documents, in units of ${SEARCH_LIMIT_MS} ms`,
        ratio: round((large?.search ?? Number.NaN) / SEARCH_LIMIT_MS, 3),
        limit: 1,
      },
    ],
  };
}

/** `size` documents, each of the words of two turns, in groups of twenty. */
function mix(turns: readonly RetrievalDocument[], size: number): RetrievalDocument[] {
  const random = createRandom(1);
  return Array.from({ length: size }, (_, at) => {
    const [first, second] = [random.pick(turns), random.pick(turns)];
    const month = String(1 + (at % 12)).padStart(2, "0");
    return {
      id: String(at),
      text: `${first.text} ${second.text}`,
      author: first.author ?? "",
      date: `2023-${month}-15`,
      group: String(Math.floor(at / 20)),
    };
  });
}
