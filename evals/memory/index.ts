/**
 * `npm run eval -- memory --test F...`: which share of the turns that answer a question is found among the first 5 and
 * 10, beside plain BM25.
 */
import { bm25 } from "../../src/stores/retrieval/bm25.ts";
import { createRetriever } from "../../src/stores/retrieval/retriever.ts";
import { type EvalOptions, type EvalReport, EvalUsageError } from "../report.ts";
import { readConversations } from "./conversations.ts";
import { DEPTHS, figures, meanRecall, measureRecall, type QuestionRecall } from "./recall.ts";

/** How far above BM25 the product promises to be, for each of DEPTHS. */
const MARGINS = [0.04, 0.05] as const;

export async function run({ train, test }: EvalOptions): Promise<EvalReport> {
  if (test.length === 0)
    throw new EvalUsageError("the memory suite needs --test FILE (see evals/memory/data)");
  const conversations = await readConversations(test);
  const ours = measureRecall(conversations, createRetriever);
  const plain = measureRecall(conversations, (documents) => bm25(documents));
  if (ours.questions.length === 0) throw new EvalUsageError("no question of the files has evidence");
  const [found, baseline] = [meanRecall(ours.questions), meanRecall(plain.questions)];
  return {
    suite: "memory",
    data: { train, test, items: ours.questions.length },
    metrics: figures(found),
    baselines: { bm25: figures(baseline) },
    details: {
      ...byCategory(ours.questions, plain.questions),
      "left out": {
        "questions without evidence": ours.withoutEvidence,
        "unknown evidence ids": ours.unknownEvidence,
      },
    },
    claims: DEPTHS.map((depth, place) => ({
      claim: `recall@${depth} above plain BM25`,
      value: (found[place] ?? 0) - (baseline[place] ?? 0),
      bound: "at least",
      limit: MARGINS[place] ?? 0,
    })),
  };
}

function byCategory(ours: readonly QuestionRecall[], plain: readonly QuestionRecall[]) {
  const categories = [...new Set(ours.map(({ category }) => category))].sort();
  return Object.fromEntries(
    categories.map((category) => {
      const of = (questions: readonly QuestionRecall[]) =>
        questions.filter((each) => each.category === category);
      const [five = 0, ten = 0] = meanRecall(of(plain));
      return [
        `category ${category}`,
        { questions: of(ours).length, ...figures(meanRecall(of(ours))), "bm25@5": five, "bm25@10": ten },
      ];
    }),
  );
}
