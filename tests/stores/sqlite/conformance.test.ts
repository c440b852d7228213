import { openCompressed, openDisk, openMemory } from "../backend.ts";
import { storeConformance } from "../conformance.ts";
import { budgetConformance } from "../conformance-budget.ts";
import { leaseConformance } from "../conformance-leases.ts";
import { lifecycleConformance } from "../conformance-lifecycle.ts";
import { rankingConformance } from "../conformance-ranking.ts";
import { runConformance } from "../conformance-runs.ts";
import { textConformance } from "../conformance-text.ts";
import { updateConformance } from "../conformance-update.ts";

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
  updateConformance(name, open);
  budgetConformance(name, open);
}

storeConformance("SQLite with compression", openCompressed);
lifecycleConformance("SQLite with compression", openCompressed);
textConformance("SQLite with compression", openCompressed);
rankingConformance("SQLite with compression", openCompressed);
updateConformance("SQLite with compression", openCompressed);
