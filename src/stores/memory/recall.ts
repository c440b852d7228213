import type { SimilarBusiness } from "../../state/idea.ts";
import type { BusinessRecord } from "../../state/memory-record.ts";
import type { Memory } from "./memory.ts";
import { relevances } from "./relevance.ts";

/** What is known of a business before it is made: its type, and whatever the user has decided. */
export interface RecallQuestion {
  readonly businessType: string;
  readonly requirements: Readonly<Record<string, unknown>> | null;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** How many runs are recalled (guide 9.2). */
export const MAX_SIMILAR = 3;
const MAX_CANDIDATES = 10;
/** Relevance decides; these only part runs that are about equally relevant (shares of the best score, 0 to 1). */
const SUCCESS_PRIOR = 0.05;
const RECENCY_PRIOR = 0.05;
const RECENCY_HALF_LIFE_DAYS = 30;
const MS_PER_DAY = 86_400_000;
/** The state of a run stays small, whatever an earlier one wrote. */
const MAX_FAILURES = 10;
const MAX_FEATURES = 20;
const MAX_TEXT = 500;
const QUERY_FIELDS = ["name", "description", "target_audience", "mvp_features", "tech_stack"];

/**
 * The up to 3 earlier runs of a type that tell most about this one (guide 9.2): by relevance to its requirements,
 * with small priors for success and recency. When there are both, at least one success and one failure are among
 * them: what worked and what to avoid.
 */
export async function recallSimilar(memory: Memory, question: RecallQuestion): Promise<SimilarBusiness[]> {
  const { businessType, now } = question;
  const query = questionText(question);
  // Nothing is decided yet: every run of the type is as relevant as any other, and the newest are as good as all.
  const candidates =
    query === businessType
      ? await memory.recentBusinesses(businessType, MAX_CANDIDATES)
      : await memory.similarBusinesses(businessType, query, MAX_CANDIDATES);
  return chooseSimilar(rank(candidates, query, now)).map(({ record, relevance }) =>
    summarise(record, relevance),
  );
}

/** The words of the question: the type, and the texts of the requirements that say what the business is. */
export function questionText({ businessType, requirements }: Omit<RecallQuestion, "now">): string {
  const texts = QUERY_FIELDS.flatMap((field) => requirements?.[field] ?? []).filter(
    (text): text is string => typeof text === "string",
  );
  return [businessType, ...texts].join("\n");
}

export interface RankedRun {
  readonly record: BusinessRecord;
  readonly relevance: number;
  readonly score: number;
}

/** Best first; ties go to the newer run, then to the smaller id. */
export function rank(records: readonly BusinessRecord[], query: string, now: number): RankedRun[] {
  const relevant = relevances(
    query,
    records.map((record) => ({
      id: record.business_id,
      text: textOf(record),
    })),
  );
  return records
    .map((record) => {
      const relevance = relevant.get(record.business_id) ?? 0;
      const success = record.success ? SUCCESS_PRIOR : 0;
      return { record, relevance, score: relevance + success + RECENCY_PRIOR * recency(record, now) };
    })
    .sort((a, b) => b.score - a.score || compareAge(a.record, b.record));
}

/** The best, where the last place goes to the best of the other outcome when it would be missing. */
export function chooseSimilar(ranked: readonly RankedRun[]): RankedRun[] {
  const best = ranked.slice(0, MAX_SIMILAR);
  const [first] = best;
  const other = ranked.find(({ record }) => record.success !== first?.record.success);
  if (other === undefined || best.includes(other)) return best;
  return [...best.slice(0, MAX_SIMILAR - 1), other];
}

function textOf({ business_type, requirements, lesson }: BusinessRecord): string {
  return `${questionText({ businessType: business_type, requirements })}\n${lesson}`;
}

/** 1 for a run that ended now, half for one of a month ago; 1 also for a time ahead of this clock. */
function recency({ provenance }: BusinessRecord, now: number): number {
  const written = Date.parse(provenance.written_at);
  if (Number.isNaN(written)) return 0;
  return 0.5 ** (Math.max(0, now - written) / MS_PER_DAY / RECENCY_HALF_LIFE_DAYS);
}

function compareAge(a: BusinessRecord, b: BusinessRecord): number {
  const [at, bt] = [a.provenance.written_at, b.provenance.written_at];
  if (at !== bt) return at > bt ? -1 : 1;
  return a.business_id < b.business_id ? -1 : 1;
}

function summarise(record: BusinessRecord, relevance: number): SimilarBusiness {
  const { business_id, business_type, success, requirements, team, lesson, failures } = record;
  return {
    business_id,
    business_type,
    name: requirements.name,
    description: requirements.description.slice(0, MAX_TEXT),
    success,
    features: requirements.mvp_features.slice(0, MAX_FEATURES),
    team,
    lesson: lesson.slice(0, MAX_TEXT),
    failures: failures.slice(0, MAX_FAILURES),
    relevance: Math.round(relevance * 1_000) / 1_000,
  };
}
