import { createRandom, type Random } from "../src/state/random.ts";
import type { CheckedStore } from "../src/stores/checked-store.ts";
import { type Backend, backends } from "./backends.ts";
import type { BenchReport } from "./report.ts";
import { percentile, round, timed } from "./statistics.ts";

const SIZES = [1_000, 10_000, 100_000];
const SAMPLES = 61;
const LIMIT = 10;
const BATCH = 2_000;
const VOCABULARY = 20_000;
const WORDS_PER_ITEM = 12;
const WORDS_PER_QUERY = 5;
const TYPES = 10;
const STATUSES = ["SUCCESS", "SUCCESS", "SUCCESS", "PARTIAL", "FAILED"];
const ITEMS_PER_OWNER = 50;
const MS_PER_BATCH = 3_600_000;

type Work = (sample: number) => Promise<unknown>;

/**
 * Single operations on stores of growing size. Words follow Zipf's law, in texts and in queries alike, so that most
 * queries hold a word that is in a large part of all items; owners have few items each, and statuses many.
 */
export async function store(): Promise<BenchReport> {
  const rows: BenchReport["rows"][number][] = [];
  const claims: BenchReport["claims"][number][] = [];
  for (const backend of backends()) {
    const measured = await measure(backend);
    for (const { size, operation, times } of measured) {
      const [p50, p95] = [percentile(times, 0.5), percentile(times, 0.95)];
      rows.push({
        backend: backend.name,
        items: size,
        operation,
        "p50 ms": round(p50),
        "p95 ms": round(p95),
      });
    }
    claims.push(...claimsOf(backend.name, measured));
  }
  return { bench: "store", rows, claims };
}

interface Measured {
  readonly size: number;
  readonly operation: string;
  readonly times: number[];
}

async function measure(backend: Backend): Promise<Measured[]> {
  const clock = { time: Date.UTC(2026, 0, 1), now: () => clock.time };
  const { stores, close } = await backend.open(clock);
  try {
    const measured: Measured[] = [];
    let filled = 0;
    for (const size of SIZES) {
      for (; filled < size; filled += Math.min(BATCH, size - filled)) {
        clock.time += MS_PER_BATCH;
        await fill(stores.store, filled, Math.min(BATCH, size - filled));
      }
      for (const [operation, work] of Object.entries(operations(stores.store, size))) {
        const times: number[] = [];
        for (let sample = 0; sample < SAMPLES; sample += 1) {
          clock.time += 1;
          times.push(await timed(() => work(sample)));
        }
        measured.push({ size, operation, times });
      }
    }
    return measured;
  } finally {
    await close();
  }
}

function operations(store: CheckedStore, size: number): Record<string, Work> {
  const random = createRandom(size);
  const any = () => random.int(size);
  return {
    put: (sample) => store.put(namespaceOf(sample), `put-${sample}`, contentOf(size + sample)),
    get: () => {
      const at = any();
      return store.get(namespaceOf(at), keyOf(at));
    },
    "search namespace": () => store.search(namespaceOf(any()), { limit: LIMIT }),
    "search prefix": () => store.search(["business"], { limit: LIMIT }),
    "search filter, many match": () =>
      store.search(namespaceOf(any()), { filter: { status: "FAILED" }, limit: LIMIT }),
    "search filter, few match": () =>
      store.search(["business"], { filter: { owner: contentOf(any()).owner }, limit: LIMIT }),
    "search text": () =>
      store.search(["business"], { query: wordsOf(random, WORDS_PER_QUERY), limit: LIMIT }),
    "search text in namespace": () =>
      store.search(namespaceOf(any()), { query: wordsOf(random, WORDS_PER_QUERY), limit: LIMIT }),
    "search text and filter": () =>
      store.search(["business"], {
        query: wordsOf(random, WORDS_PER_QUERY),
        filter: { status: "FAILED" },
        limit: LIMIT,
      }),
  };
}

function claimsOf(backend: string, measured: readonly Measured[]) {
  const p50 = (operation: string, size: number | undefined) =>
    percentile(measured.find((one) => one.operation === operation && one.size === size)?.times ?? [], 0.5);
  const searches = [...new Set(measured.map(({ operation }) => operation))].filter((operation) =>
    operation.startsWith("search"),
  );
  return searches.map((operation) => ({
    claim: `${backend}: ${operation}, p50 at ${SIZES.at(-1)} items over p50 at ${SIZES[0]}`,
    ratio: round(p50(operation, SIZES.at(-1)) / p50(operation, SIZES[0])),
    limit: 10,
  }));
}

async function fill(store: CheckedStore, from: number, count: number): Promise<void> {
  await store.batch(
    Array.from({ length: count }, (_, at) => ({
      namespace: namespaceOf(from + at),
      key: keyOf(from + at),
      value: contentOf(from + at),
    })),
  );
}

function namespaceOf(at: number): string[] {
  return ["business", `type-${at % TYPES}`];
}

function keyOf(at: number): string {
  return `item-${at}`;
}

function contentOf(at: number): Record<string, unknown> {
  const random = createRandom(at);
  return {
    status: random.pick(STATUSES),
    // The number keeps owners out of the text that is searched: it has the same words at every size.
    owner: Math.floor(at / ITEMS_PER_OWNER),
    score: round(random.next(), 3),
    summary: wordsOf(random, WORDS_PER_ITEM),
  };
}

/** Word number n is about 1/n as frequent as the first. */
function wordsOf(random: Random, count: number): string {
  const words = Array.from({ length: count }, () => `w${Math.floor(VOCABULARY ** random.next())}`);
  return words.join(" ");
}
