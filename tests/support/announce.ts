/** Says once, before the first test, what will not be tested for want of a server. */
export default function announce(): void {
  if (process.env.MONGODB_URI || process.env.GENESIS_TEST_MONGODB_URI) return;
  process.stdout.write("MONGODB_URI is not set: the MongoDB suites are skipped.\n");
}
