/** What tests may still read: settings meant for them, e.g. GENESIS_TEST_MONGODB_URI. */
const FOR_TESTS = /^GENESIS_TEST_/;
/** What Genesis, or a library under it, reads: settings and credentials of the person who runs the tests. */
const OF_THE_USER =
  /^(GENESIS_|ENABLE_|OPENAI_|LANGSMITH_|LANGCHAIN_|LANGGRAPH_|MONGODB_|VERCEL_|STRIPE_|A2A_|OTEL_|RUN_GENESIS_FULL_E2E$)/;

/**
 * Removes from an environment whatever would make a test depend on whose machine it runs on. Only the suites that
 * need a MongoDB get to know the server, under a name that Genesis itself does not read.
 */
export function removeUserSettings(env: NodeJS.ProcessEnv): void {
  if (env.MONGODB_URI) env.GENESIS_TEST_MONGODB_URI ??= env.MONGODB_URI;
  for (const name of Object.keys(env)) {
    if (OF_THE_USER.test(name) && !FOR_TESTS.test(name)) delete env[name];
  }
}
