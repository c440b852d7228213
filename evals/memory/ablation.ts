/**
 * `npm run eval -- memory-ablation --test F...`: what each signal of the ranking is worth on these conversations, and
 * how it and plain BM25 stand when the data is poorer.
 */
import { createRandom, hashSeed } from "../../src/state/random.ts";
import { bm25 } from "../../src/stores/retrieval/bm25.ts";
import { createRetriever, type RetrievalOptions } from "../../src/stores/retrieval/retriever.ts";
import { type EvalOptions, type EvalReport, EvalUsageError, type Figures } from "../report.ts";
import { type Conversation, readConversations } from "./conversations.ts";
import { figures, meanRecall, measureRecall, type Ranker } from "./recall.ts";

const SIGNALS: Readonly<Record<string, Partial<RetrievalOptions>>> = {
  "without stemming": { stemming: false },
  "without stop words": { stopWords: false },
  "without coverage": { coverage: 0 },
  "without related words": { relatedWeight: 0 },
  "without similar spellings": { fuzzyWeight: 0 },
  "own questions as statements": { questionWeight: 1 },
  "without the question before": { askedWeight: 0 },
  "without spreading": { spreadWeight: 0 },
  "without both of them": { askedWeight: 0, spreadWeight: 0 },
  "without author": { authorWeight: 0 },
  "without date": { dateWeight: 0 },
  "without kind of answer": { answerWeight: 0 },
  "b 0": { b: 0 },
  "b 0.75": { b: 0.75 },
  "k1 0.6": { k1: 0.6 },
  "k1 2": { k1: 2 },
};

const POORER: Readonly<Record<string, (conversation: Conversation) => Conversation>> = {
  "turns in any order": (conversation) => ({
    ...conversation,
    turns: createRandom(hashSeed(conversation.id)).shuffle(conversation.turns),
  }),
  "no dates": ({ turns, ...rest }) => ({
    ...rest,
    turns: turns.map((turn) => ({ ...turn, date: undefined })),
  }),
  "one speaker": ({ turns, ...rest }) => ({
    ...rest,
    turns: turns.map((turn) => ({ ...turn, speaker: "Someone" })),
  }),
};

export async function run({ train, test }: EvalOptions): Promise<EvalReport> {
  if (test.length === 0) throw new EvalUsageError("the memory-ablation suite needs --test FILE");
  const conversations = await readConversations(test);
  const plain: Ranker = (documents) => bm25(documents);
  const recall = (ranker: Ranker, of = conversations) =>
    figures(meanRecall(measureRecall(of, ranker).questions));
  const details: Record<string, Figures> = {};
  for (const [name, options] of Object.entries(SIGNALS)) {
    details[name] = recall((documents) => createRetriever(documents, options));
  }
  for (const [name, poorer] of Object.entries(POORER)) {
    const changed = conversations.map(poorer);
    const { "recall@5": five = 0, "recall@10": ten = 0 } = recall(plain, changed);
    details[name] = { ...recall(createRetriever, changed), "bm25@5": five, "bm25@10": ten };
  }
  return {
    suite: "memory-ablation",
    data: { train, test, items: measureRecall(conversations, plain).questions.length },
    metrics: recall(createRetriever),
    baselines: { bm25: recall(plain) },
    details,
    claims: [],
  };
}
