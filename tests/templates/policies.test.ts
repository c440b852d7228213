import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { loadConfig } from "../../src/config/config.ts";
import { GenesisError } from "../../src/state/errors.ts";
import { loadPolicies } from "../../src/templates/policies.ts";
import { temporaryFolder, testServices } from "../support/services.ts";

const RULE = {
  id: "LOCAL-1",
  category: "house_rule",
  action: "escalate",
  reason: "mentions the forbidden pineapple",
  reference: "No pineapple without the chef.",
  when: { text: ["pineapple"] },
};

function folderWith(content: string, name = "rules.json"): string {
  const folder = temporaryFolder();
  writeFileSync(join(folder, name), content);
  return folder;
}

function problemOf(action: () => unknown): GenesisError {
  try {
    action();
  } catch (error) {
    if (GenesisError.isInstance(error)) return error;
  }
  throw new Error("no coded error");
}

describe("loadPolicies", () => {
  it("loads the built-in rules, each with an id of its own", () => {
    const rules = loadPolicies();
    expect(rules.length).toBeGreaterThan(30);
    expect(new Set(rules.map(({ id }) => id)).size).toBe(rules.length);
    const categories = new Set(rules.map(({ category }) => category));
    for (const category of [
      "destructive_action",
      "pii_without_consent",
      "credential_exfiltration",
      "fraud",
      "deceptive_marketing",
      "unlicensed_advice",
      "discrimination",
      "ip_confidentiality",
      "cyber_offence",
      "bribery_concealment",
      "manipulation",
      "gate_bypass",
      "prompt_injection",
      "dangerous_goods",
      "authority_spend",
    ])
      expect(categories, category).toContain(category);
  });

  it("adds an operator's rule without code", async () => {
    const folder = folderWith(JSON.stringify([RULE]));
    const { safety } = await testServices({ env: { GENESIS_POLICY_FOLDERS: folder } });
    expect(safety.gate.assess("Buy a pineapple", { strict: false })).toMatchObject({
      action: "escalate",
      score: { policy_references: ["LOCAL-1"], categories: ["house_rule"] },
    });
  });

  it.each([
    ["no YAML", "[ {", /can't be read/],
    ["no list", "a: 1", /invalid/],
    ["an empty list", "[]", /invalid/],
    ["an unknown field", JSON.stringify([{ ...RULE, colour: "red" }]), /colour/],
    ["an unknown action", JSON.stringify([{ ...RULE, action: "shrug" }]), /action/],
    ["a broken pattern", JSON.stringify([{ ...RULE, when: { text: ["("] } }]), /text/],
    ["no condition", JSON.stringify([{ ...RULE, when: { unless: ["x"] } }]), /condition/],
    ["a fix without revise", JSON.stringify([{ ...RULE, fix: { add: "x" } }]), /fix/],
    ["revise without a fix", JSON.stringify([{ ...RULE, action: "revise" }]), /fix/],
    ["an empty fix", JSON.stringify([{ ...RULE, action: "revise", fix: {} }]), /replace or add/],
    ["a bad id", JSON.stringify([{ ...RULE, id: "local 1" }]), /id/],
  ])("refuses a file with %s", (_what, content, message) => {
    const folder = folderWith(content);
    expect(problemOf(() => loadPolicies({ folders: [folder] }))).toMatchObject({
      code: "POLICY_INVALID",
      message: expect.stringMatching(message),
      hint: expect.stringContaining("safety.md"),
    });
  });

  it("refuses two rules with one id, and a folder that is not there", () => {
    const twice = folderWith(JSON.stringify([RULE, RULE]));
    expect(problemOf(() => loadPolicies({ folders: [twice] })).message).toContain("LOCAL-1");
    const missing = join(temporaryFolder(), "none");
    expect(problemOf(() => loadPolicies({ folders: [missing] })).code).toBe("POLICY_INVALID");
  });

  it("reads only data files", () => {
    const folder = folderWith("not a rule", "README.md");
    mkdirSync(join(folder, "sub"));
    expect(loadPolicies({ folders: [folder] })).toHaveLength(loadPolicies().length);
  });

  it("starts nothing with a broken file", async () => {
    const folder = folderWith("broken: [");
    await expect(testServices({ env: { GENESIS_POLICY_FOLDERS: folder } })).rejects.toMatchObject({
      code: "POLICY_INVALID",
    });
  });
});

describe("policy folders in the configuration", () => {
  it("come from the environment, or else from the config file", () => {
    const home = temporaryFolder();
    writeFileSync(join(home, "config.json"), JSON.stringify({ policy_folders: ["rules"] }));
    const env = { GENESIS_HOME: home };
    expect(loadConfig({ env, cwd: "/srv" }).policyFolders).toEqual(["/srv/rules"]);
    expect(
      loadConfig({ env: { ...env, GENESIS_POLICY_FOLDERS: "a:/b" }, cwd: "/srv" }).policyFolders,
    ).toEqual(["/srv/a", "/b"]);
    expect(loadConfig({ env: { GENESIS_HOME: temporaryFolder() }, cwd: "/srv" }).policyFolders).toEqual([]);
  });
});
