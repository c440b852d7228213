import { storeConformance } from "../conformance.ts";
import { budgetConformance } from "../conformance-budget.ts";
import { leaseConformance } from "../conformance-leases.ts";
import { lifecycleConformance } from "../conformance-lifecycle.ts";
import { rankingConformance } from "../conformance-ranking.ts";
import { runConformance } from "../conformance-runs.ts";
import { scaleConformance } from "../conformance-scale.ts";
import { textConformance } from "../conformance-text.ts";
import { updateConformance } from "../conformance-update.ts";
import { describeMongo, openCompressedMongo, openMongo } from "./server.ts";

describeMongo("MongoDB", () => {
  storeConformance("MongoDB", openMongo);
  lifecycleConformance("MongoDB", openMongo);
  textConformance("MongoDB", openMongo);
  rankingConformance("MongoDB", openMongo);
  leaseConformance("MongoDB", openMongo);
  runConformance("MongoDB", openMongo);
  updateConformance("MongoDB", openMongo);
  budgetConformance("MongoDB", openMongo);
  scaleConformance("MongoDB", openMongo);
  storeConformance("MongoDB with compression", openCompressedMongo);
  lifecycleConformance("MongoDB with compression", openCompressedMongo);
  textConformance("MongoDB with compression", openCompressedMongo);
  updateConformance("MongoDB with compression", openCompressedMongo);
});
