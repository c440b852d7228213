import { expect, it } from "vitest";
import { removeUserSettings } from "../support/environment.ts";

it("removes the user's settings and credentials, and nothing else", () => {
  const env: NodeJS.ProcessEnv = {
    PATH: "/bin",
    OPENAI_API_KEY: "k",
    OPENAI_BASE_URL: "u",
    MONGODB_URI: "m",
    LANGSMITH_TRACING: "true",
    GENESIS_HOME: "/home",
    GENESIS_FLAG_MAINTENANCE_MODE: "true",
    RUN_GENESIS_FULL_E2E: "true",
    GENESIS_TEST_MONGODB_URI: "t",
  };
  removeUserSettings(env);
  expect(env).toEqual({ PATH: "/bin", GENESIS_TEST_MONGODB_URI: "t" });
});

it("is in force in every test file, where nothing is built unless a test asks for it", () => {
  expect(process.env.GENESIS_EXECUTION_MODE).toBe("simulated");
  const own = Object.keys(process.env).filter((name) =>
    /^(OPENAI_|MONGODB_|GENESIS_(?!TEST_|EXECUTION_MODE$|QUALITY_CHECKS$))/.test(name),
  );
  expect(own).toEqual([]);
});
