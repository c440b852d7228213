import { openDisk, openMemory } from "../backend.ts";
import { scaleConformance } from "../conformance-scale.ts";

scaleConformance("SQLite in memory", openMemory);
scaleConformance("SQLite on disk", openDisk);
