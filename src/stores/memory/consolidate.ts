import { digest } from "../../state/digest.ts";
import type { BestPractice, BusinessRecord } from "../../state/memory-record.ts";
import { slugify } from "../../state/slug.ts";

const MAX_PER_TOPIC = 5;
const MAX_EVIDENCE = 5;

interface Pattern {
  readonly topic: BestPractice["topic"];
  /** Identifies the pattern among runs of a type, whatever its case or order. */
  readonly key: string;
  readonly describe: (support: number, runs: number) => string;
}

interface Recurring {
  readonly pattern: Pattern;
  readonly shownBy: BusinessRecord[];
}

/**
 * What recurs over runs of one type becomes a best practice: features and teams of at least `minSupport`
 * successes, and steps that failed in as many runs. Pure, and the same records always give the same practices,
 * so that doing it again after each run changes only what has changed.
 */
export function consolidate(records: readonly BusinessRecord[], minSupport: number): BestPractice[] {
  const recurring = new Map<string, Recurring>();
  for (const record of records.toSorted(byAge)) {
    const patterns = new Map(
      patternsOf(record).map((pattern) => [`${pattern.topic}:${pattern.key}`, pattern]),
    );
    for (const [id, pattern] of patterns) {
      const known = recurring.get(id) ?? { pattern, shownBy: [] };
      known.shownBy.push(record);
      recurring.set(id, known);
    }
  }
  const practices = [...recurring.values()]
    .filter(({ shownBy }) => shownBy.length >= minSupport)
    .map((one) => practiceOf(one, records))
    .sort((a, b) => b.support - a.support || (a.practice_id < b.practice_id ? -1 : 1));
  return (["feature", "team", "failure"] as const).flatMap((topic) =>
    practices.filter((practice) => practice.topic === topic).slice(0, MAX_PER_TOPIC),
  );
}

function patternsOf(record: BusinessRecord): Pattern[] {
  return [...(record.success ? successPatterns(record) : []), ...failurePatterns(record)];
}

function successPatterns({ requirements, team }: BusinessRecord): Pattern[] {
  const members = team.toSorted();
  const features = requirements.mvp_features.map((feature): Pattern => {
    const describe = (support: number, runs: number) =>
      `"${feature}" was part of ${support} of ${runs} launches.`;
    return { topic: "feature", key: feature.trim().toLowerCase(), describe };
  });
  const describe = (support: number, runs: number) =>
    `The team ${members.join(", ")} launched ${support} of ${runs} times.`;
  return [...features, { topic: "team", key: members.join("+"), describe }];
}

function failurePatterns({ failures }: BusinessRecord): Pattern[] {
  return failures.map(({ step, feature, error_code }) => {
    const what = feature === null ? `the step "${step}"` : `"${feature}" (${step})`;
    const describe = (support: number, runs: number) =>
      `In ${support} of ${runs} runs ${what} failed, last with ${error_code}: review it before going on.`;
    return { topic: "failure", key: `${step} ${(feature ?? "").trim().toLowerCase()}`.trim(), describe };
  });
}

function practiceOf({ pattern, shownBy }: Recurring, records: readonly BusinessRecord[]): BestPractice {
  const { topic, key } = pattern;
  const business_type = records[0]?.business_type ?? "";
  const last = shownBy.at(-1);
  const support = shownBy.length;
  // Features and teams are counted among successes only, since a failed run says nothing against them by itself.
  const runs = topic === "failure" ? records.length : records.filter(({ success }) => success).length;
  return {
    kind: "best_practice",
    version: 1,
    practice_id: `${business_type}-${topic}-${slugify(key)}-${digest(key).slice(0, 8)}`,
    business_type,
    topic,
    text: `${business_type}: ${pattern.describe(support, runs)}`,
    support,
    runs,
    evidence: shownBy.slice(-MAX_EVIDENCE).map(({ business_id }) => business_id),
    provenance: {
      run: last?.business_id ?? "",
      written_at: last?.provenance.written_at ?? "",
      execution_mode: last?.provenance.execution_mode ?? "",
    },
  };
}

/** Oldest first, so that the last to show a pattern is the newest. */
function byAge(a: BusinessRecord, b: BusinessRecord): number {
  const [at, bt] = [a.provenance.written_at, b.provenance.written_at];
  if (at !== bt) return at < bt ? -1 : 1;
  return a.business_id < b.business_id ? -1 : 1;
}
