import { openCompressed, openDisk, openMemory } from "../backend.ts";
import { storeConformance } from "../conformance.ts";
import { leaseConformance } from "../conformance-leases.ts";
import { lifecycleConformance } from "../conformance-lifecycle.ts";
import { rankingConformance } from "../conformance-ranking.ts";
import { runConformance } from "../conformance-runs.ts";
import { textConformance } from "../conformance-text.ts";

for (const [name, open] of [
  ["SQLite in memory", openMemory],
  ["SQLite on disk", openDisk],
] as const) {
  storeConformance(name, open);
  lifecycleConformance(name, open);
  textConformance(name, open);
  rankingConformance(name, open);
  leaseConformance(name, open);
  runConformance(name, open);
}

storeConformance("SQLite with compression", openCompressed);
lifecycleConformance("SQLite with compression", openCompressed);
textConformance("SQLite with compression", openCompressed);
rankingConformance("SQLite with compression", openCompressed);
