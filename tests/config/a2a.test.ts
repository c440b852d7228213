import { tmpdir } from "node:os";
import { describe, expect, it } from "vitest";
import { loadConfig } from "../../src/config/config.ts";

const config = (env: Record<string, string> = {}) => loadConfig({ env, cwd: tmpdir() }).a2aServer;

describe("the configuration of the A2A server", () => {
  it("serves this machine alone and has no effects for others", () => {
    expect(config()).toEqual({
      host: "127.0.0.1",
      port: 4310,
      token: undefined,
      publicUrl: undefined,
      maxRuns: 4,
      requestsPerMinute: 600,
      maxBodyBytes: 1_048_576,
      effects: ["read", "write"],
      pushToLoopback: false,
    });
  });

  it("reads what is set, and shows no token", () => {
    const set = config({
      GENESIS_A2A_TOKEN: "0123456789abcdef",
      GENESIS_A2A_PUBLIC_URL: "https://agents.example.com//",
      GENESIS_A2A_EFFECTS: "read, deploy",
    });
    expect(set).toMatchObject({ publicUrl: "https://agents.example.com", effects: ["read", "deploy"] });
    expect(set.token?.reveal()).toBe("0123456789abcdef");
    expect(JSON.stringify(set)).not.toContain("0123456789abcdef");
  });

  it.each([
    ["GENESIS_A2A_TOKEN", "short"],
    ["GENESIS_A2A_PORT", "70000"],
    ["GENESIS_A2A_PUBLIC_URL", "ftp://x"],
    ["GENESIS_A2A_EFFECTS", "read,destroy"],
    ["GENESIS_A2A_MAX_RUNS", "0"],
  ])("refuses %s=%s without repeating it", (name, value) => {
    expect(() => config({ [name]: value })).toThrow(expect.objectContaining({ code: "CONFIG_INVALID" }));
    expect(() => config({ [name]: value })).toThrow(name);
  });
});
