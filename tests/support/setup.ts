import { removeUserSettings } from "./environment.ts";

removeUserSettings(process.env);
// A test that wants a real product asks for it, and stops it again (products.ts).
process.env.GENESIS_EXECUTION_MODE = "simulated";
// Checking a product takes seconds; the tests that are about it ask for it.
process.env.GENESIS_QUALITY_CHECKS = "false";
