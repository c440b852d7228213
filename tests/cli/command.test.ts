import { describe, expect, it } from "vitest";
import { parseCommand } from "../../src/cli/command.ts";

function parse(...args: string[]) {
  const output = { out: "", err: "" };
  const command = parseCommand(args, "1.2.3", {
    out: (text) => {
      output.out += text;
    },
    err: (text) => {
      output.err += text;
    },
  });
  return { command, ...output };
}

describe("parseCommand", () => {
  it("parses a2a serve", () => {
    expect(parse("a2a", "serve").command).toEqual({ kind: "a2a-serve", host: undefined, port: undefined });
    expect(parse("a2a", "serve", "--host", "::1", "--port", "0").command).toEqual({
      kind: "a2a-serve",
      host: "::1",
      port: 0,
    });
    expect(parse("a2a", "serve", "--port", "70000").command).toEqual({ kind: "done", exitCode: 2 });
  });

  it("parses create with everything", () => {
    const { command } = parse(
      ...[
        "create",
        "saas_tool",
        "--name",
        "Acme",
        "--description",
        "A tool for all",
        "--feature",
        "One",
        "--feature",
        "Two",
      ],
      ...[
        "--tech",
        "Stripe",
        "--requirements",
        "r.json",
        "--seed",
        "7",
        "--mode",
        "simulated",
        "--supervised",
        "--json",
      ],
    );
    expect(command).toEqual({
      kind: "create",
      type: "saas_tool",
      name: "Acme",
      description: "A tool for all",
      features: ["One", "Two"],
      technologies: ["Stripe"],
      requirementsFile: "r.json",
      seed: 7,
      mode: "simulated",
      supervised: true,
      json: true,
    });
  });

  it.each([
    [["types"], { kind: "types", json: false }],
    [
      ["list", "--status", "success", "--limit", "5"],
      { kind: "list", json: false, status: "SUCCESS", limit: 5 },
    ],
    [["show", "abc", "--json"], { kind: "show", id: "abc", json: true }],
    [["resume", "abc"], { kind: "resume", id: "abc", json: false }],
    [
      ["approve", "abc", "--reject", "--reason", "no"],
      { kind: "approve", id: "abc", decision: "reject", reason: "no", json: false },
    ],
    [["flags"], { kind: "flags", json: false, set: undefined }],
    [
      ["flags", "set", "maintenance_mode", "on"],
      { kind: "flags", json: false, set: { name: "maintenance_mode", value: true } },
    ],
    [["doctor", "--json"], { kind: "doctor", json: true }],
  ])("%j", (args, expected) => {
    expect(parse(...args).command).toEqual(expected);
  });

  it.each([
    [["create"], "missing required argument"],
    [["create", "saas_tool", "--seed", "x"], "whole number"],
    [["create", "saas_tool", "--seed", "-1"], "whole number"],
    [["create", "saas_tool", "--seed", "4294967296"], "whole number"],
    [["create", "saas_tool", "--mode", "magic"], "Allowed choices are real, simulated"],
    [["create", "saas_tool", "--colour", "red"], "unknown option"],
    [["create", "saas_tool", "another"], "too many arguments"],
    [["craete", "saas_tool"], "Did you mean create?"],
    [["approve", "abc", "--approve", "--reject"], "cannot be used with"],
    [["flags", "set", "maintenance_mode", "maybe"], "must be true or false"],
    [["list", "--limit", "0"], "whole number"],
  ])("refuses %j on stderr with exit code 2", (args, message) => {
    const { command, out, err } = parse(...args);
    expect(command).toEqual({ kind: "done", exitCode: 2 });
    expect(err).toContain(message);
    expect(out).toBe("");
  });

  it("prints help and version on stdout with exit code 0", () => {
    expect(parse("--help")).toMatchObject({
      command: { kind: "done", exitCode: 0 },
      out: expect.stringContaining("create"),
    });
    expect(parse("create", "--help").out).toContain("--requirements");
    expect(parse("--version")).toMatchObject({ command: { kind: "done", exitCode: 0 }, out: "1.2.3\n" });
  });

  it("answers no command at all with help and exit code 2", () => {
    const { command, err } = parse();
    expect(command).toEqual({ kind: "done", exitCode: 2 });
    expect(err).toContain("Usage: genesis");
  });
});

describe("maintenance commands", () => {
  it.each([
    [["resume", "--all"], { kind: "resume", id: undefined }],
    [["resume", "ab"], { kind: "resume", id: "ab" }],
    [["replay"], { kind: "replay", id: undefined, list: false }],
    [["replay", "ab", "--list"], { kind: "replay", id: "ab", list: true }],
    [["recover"], { kind: "recover" }],
    [["prune", "--older-than", "30d"], { kind: "prune", olderThanMs: 30 * 86_400_000, dryRun: false }],
    [["prune", "--older-than", "90 m", "--dry-run"], { kind: "prune", olderThanMs: 5_400_000, dryRun: true }],
    [["forget", "ada@example.com"], { kind: "forget", person: "ada@example.com", dryRun: false }],
    [["forget", "Ada Byron", "--dry-run"], { kind: "forget", person: "Ada Byron", dryRun: true }],
    [["backup", "f.db"], { kind: "backup", file: "f.db" }],
    [["restore", "f.db"], { kind: "restore", file: "f.db" }],
  ])("parses %j", (args, expected) => {
    expect(parse(...args).command).toEqual({ json: false, ...expected });
    expect(parse(...args, "--json").command).toEqual({ json: true, ...expected });
  });

  it.each([
    [["resume"], "name one run, or say --all"],
    [["resume", "ab", "--all"], "name one run, or say --all"],
    [["prune"], "--older-than"],
    [["prune", "--older-than", "soon"], "such as 30d"],
    [["backup"], "file"],
  ])("refuses %j and says why", (args, why) => {
    const { command, err } = parse(...args);
    expect(command).toEqual({ kind: "done", exitCode: 2 });
    expect(err).toContain(why);
  });
});

describe("approval commands", () => {
  const open = { request: undefined, decision: undefined, editFile: undefined, reason: "" };

  it.each([
    [["approvals"], { kind: "approvals", audit: undefined }],
    [["approvals", "--audit", "ab"], { kind: "approvals", audit: "ab" }],
    [["approve", "ab"], { kind: "approve", id: "ab", ...open }],
    [
      ["approve", "ab", "ship", "--approve"],
      { kind: "approve", id: "ab", ...open, request: "ship", decision: "approve" },
    ],
    [
      ["approve", "ab", "--edit", "f"],
      { kind: "approve", id: "ab", ...open, decision: "edit", editFile: "f" },
    ],
    [
      ["approve", "ab", "--reject", "--reason", "no"],
      { kind: "approve", id: "ab", ...open, decision: "reject", reason: "no" },
    ],
  ])("parses %j", (args, expected) => {
    expect(parse(...args).command).toEqual({ json: false, ...expected });
  });

  it.each([[["--approve", "--reject"]], [["--approve", "--edit", "f"]]])(
    "takes one decision, not %j",
    (decisions) => {
      const { command, err } = parse("approve", "ab", ...decisions);
      expect(command).toEqual({ kind: "done", exitCode: 2 });
      expect(err).toContain("cannot be used with");
    },
  );
});
