import type { RetrievalDocument, Retriever } from "../../src/stores/retrieval/document.ts";
import type { Figures } from "../report.ts";
import { asDocuments, type Conversation } from "./conversations.ts";

export const DEPTHS = [5, 10] as const;

/** Makes a retriever over one conversation. */
export type Ranker = (documents: readonly RetrievalDocument[]) => Retriever;

/** Shares of a question's evidence that were found among the first 5 and the first 10. */
export interface QuestionRecall {
  readonly category: string;
  readonly at: readonly number[];
}

export interface RecallResult {
  readonly questions: readonly QuestionRecall[];
  /** Questions left out, because none of their evidence is in the conversation. */
  readonly withoutEvidence: number;
  /** Evidence ids that no turn has. */
  readonly unknownEvidence: number;
}

/** Recall of each question with evidence: the share of its evidence turns among the first k found. */
export function measureRecall(conversations: readonly Conversation[], ranker: Ranker): RecallResult {
  const questions: QuestionRecall[] = [];
  let [withoutEvidence, unknownEvidence] = [0, 0];
  for (const conversation of conversations) {
    const ids = new Set(conversation.turns.map(({ id }) => id));
    const retriever = ranker(asDocuments(conversation));
    for (const { question, evidence, category } of conversation.questions) {
      const named = new Set(evidence);
      const wanted = [...named].filter((id) => ids.has(id));
      unknownEvidence += named.size - wanted.length;
      if (wanted.length === 0) {
        withoutEvidence += 1;
        continue;
      }
      const found = retriever.search(question, { limit: Math.max(...DEPTHS) }).map(({ id }) => id);
      const at = DEPTHS.map((depth) => {
        const first = new Set(found.slice(0, depth));
        return wanted.filter((id) => first.has(id)).length / wanted.length;
      });
      questions.push({ category, at });
    }
  }
  return { questions, withoutEvidence, unknownEvidence };
}

/** Mean recall at each of DEPTHS; 0 without questions. */
export function meanRecall(questions: readonly QuestionRecall[]): number[] {
  return DEPTHS.map(
    (_, place) =>
      questions.reduce((sum, { at }) => sum + (at[place] ?? 0), 0) / Math.max(1, questions.length),
  );
}

/** Recalls at each of DEPTHS by name. */
export function figures(recalls: readonly number[]): Figures {
  return Object.fromEntries(DEPTHS.map((depth, place) => [`recall@${depth}`, recalls[place] ?? 0]));
}
