import { configDefaults, defineConfig } from "vitest/config";
import { SummaryReporter } from "./tests/support/summary-reporter.ts";

/** Where .ci/run wants the results as JSON, to see which suites really ran. */
const report = process.env.GENESIS_TEST_REPORT;
const jsonReporter: ["json", { outputFile: string }][] = report ? [["json", { outputFile: report }]] : [];

export default defineConfig({
  test: {
    include: ["tests/**/*.test.ts"],
    exclude: [...configDefaults.exclude, "dist/**"],
    globalSetup: ["tests/support/announce.ts"],
    setupFiles: ["tests/support/setup.ts"],
    // The conformance suite of @langchain/langgraph-checkpoint-validation calls describe and it as globals.
    globals: true,
    testTimeout: 20_000,
    hookTimeout: 20_000,
    expect: { poll: { timeout: 10_000 } },
    // Tests start processes and change the working directory, which worker threads can't.
    pool: "forks",
    maxWorkers: 2,
    restoreMocks: true,
    unstubEnvs: true,
    reporters: ["default", ...jsonReporter, new SummaryReporter()],
    coverage: {
      provider: "v8",
      include: ["src/**/*.ts"],
      exclude: [
        // Loaded by the LangGraph server in a process of its own, which tests/graph/dev-server.int.test.ts drives.
        "src/langgraph.ts",
        // The sources of products: their tests go out with them and run in processes of their own (block-tests.test.ts).
        "src/templates/kit/**",
        "src/templates/blocks/**",
        // Runs in the process that checks a product (check-product.int.test.ts).
        "src/tools/quality/child.ts",
      ],
      reporter: ["text", "json-summary"],
      reportsDirectory: "coverage",
      thresholds: { lines: 85 },
    },
  },
});
