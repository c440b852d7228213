/** Opens a database as an ordinary user, whoever runs the tests, and prints "open" or the error's code. */
import { GenesisError } from "../../../src/state/errors.ts";
import { openDatabase } from "../../../src/stores/sqlite/driver.ts";

const NOBODY = 65_534;

// Opening once loads the driver, which the other user might not be allowed to read.
(await openDatabase(":memory:")).close();
if (process.getuid?.() === 0) process.setuid?.(NOBODY);
let answer = "open";
try {
  (await openDatabase(process.argv[2] ?? "")).close();
} catch (error) {
  answer = GenesisError.isInstance(error) ? error.code : String(error);
}
process.stdout.write(answer);
