/**
 * Opens a database as an ordinary user, whoever runs the tests, and prints "open" or the error's code; with
 * "read-only" as a second argument, for reading, and prints how many runs it holds.
 */
import { GenesisError } from "../../../src/state/errors.ts";
import { openDatabase } from "../../../src/stores/sqlite/driver.ts";

const NOBODY = 65_534;

// Opening once loads the driver, which the other user might not be allowed to read.
(await openDatabase(":memory:")).close();
if (process.getuid?.() === 0) process.setuid?.(NOBODY);
const [, , path = "", mode] = process.argv;
let answer = "open";
try {
  const database = await openDatabase(path, { readOnly: mode === "read-only" });
  if (mode === "read-only") answer = JSON.stringify(database.get("SELECT count(*) AS runs FROM runs"));
  database.close();
} catch (error) {
  answer = GenesisError.isInstance(error) ? error.code : String(error);
}
process.stdout.write(answer);
