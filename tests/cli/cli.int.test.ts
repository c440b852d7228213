import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, it, vi } from "vitest";
import { loadArchetypes } from "../../src/templates/archetypes.ts";
import { finish, genesis, ROOT, session, start } from "../support/cli.ts";

// Every step starts a process, which takes its time on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

const RESULT_SCHEMA = JSON.parse(
  readFileSync(join(ROOT, "docs/schemas/business-creation-result.schema.json"), "utf8"),
);
const validate = new Ajv2020({ strict: false, validateFormats: false }).compile(RESULT_SCHEMA);

describe("genesis create", () => {
  it.each(loadArchetypes().types())(
    "%s ends in SUCCESS with a result that fits the published schema",
    async (type) => {
      const { code, out } = await genesis(session(), "create", type, "--seed", "1", "--json");
      const result = JSON.parse(out);
      expect(validate(result), JSON.stringify(validate.errors)).toBe(true);
      expect(result).toMatchObject({
        status: "SUCCESS",
        success: true,
        task_count: result.task_results.length,
      });
      expect(code).toBe(0);
    },
  );

  it("prints progress as plain lines on stderr and the result on stdout", async () => {
    const { out, err } = await genesis(session(), "create", "saas_tool", "--name", "Café <Co>");
    expect(out).toContain("SUCCESS  Café <Co>");
    expect(out).toContain("simulated, nothing is deployed");
    expect(err).toMatch(/compose-team: .*builder/);
    expect(err).toMatch(/deploy-product: completed by deploy/);
    expect(`${out}${err}`).not.toContain("\u001b[");
  });

  it("prefers options to the requirements file and reads an archetype from a configured folder", async () => {
    const where = session({ GENESIS_ARCHETYPE_FOLDERS: "types" });
    const saas = readFileSync(join(ROOT, "src/templates/archetypes/saas_tool.yaml"), "utf8");
    mkdirSync(join(where.cwd, "types"));
    writeFileSync(join(where.cwd, "types/mine.yaml"), saas.replace("saas_tool", "my_tool"));
    writeFileSync(
      join(where.cwd, "r.json"),
      JSON.stringify({ name: "From File", target_audience: "Bakers" }),
    );
    const { out } = await genesis(
      where,
      "create",
      "my_tool",
      "--requirements",
      "r.json",
      "--name",
      "From Option",
      "--json",
    );
    expect(JSON.parse(out)).toMatchObject({
      success: true,
      requirements: { name: "From Option", target_audience: "Bakers", business_type: "my_tool" },
    });
  });

  it.each<[string, string[], Record<string, string>, string, number]>([
    ["an unknown type", ["sass_tool"], {}, 'Did you mean "saas_tool"?', 2],
    ["a short name", ["saas_tool", "--name", "x"], {}, "at least 3 characters", 2],
    ["a missing file", ["saas_tool", "--requirements", "none.json"], {}, "REQUIREMENTS_UNREADABLE", 2],
    ["a bad environment", ["saas_tool"], { GENESIS_CONCURRENCY: "x" }, "GENESIS_CONCURRENCY", 2],
    ["a home that can't be made", ["saas_tool"], { GENESIS_HOME: "/proc/none" }, "STORE_UNAVAILABLE", 1],
    ["maintenance", ["saas_tool"], { GENESIS_FLAG_MAINTENANCE_MODE: "true" }, "MAINTENANCE_MODE", 1],
    [
      "an unsafe business",
      ["saas_tool", "--description", "We sell personal data of users without consent."],
      {},
      "SAFETY_BLOCKED",
      5,
    ],
  ])("answers %s with a code, a hint and no stack trace", async (_what, args, env, message, exitCode) => {
    const { code, err } = await genesis(session(env), "create", ...args);
    expect(err).toContain(message);
    expect(err).toMatch(/hint {2}\S/);
    expect(err).not.toMatch(/\n\s+at /);
    expect(code).toBe(exitCode);
  });
});

describe("across processes", () => {
  it("stops at Ctrl-C with 130 and resumes where it was, doing finished tasks no second time", async () => {
    const where = session({ GENESIS_SIMULATED_DELAY_MS: "150", GENESIS_CONCURRENCY: "1" });
    const child = start(where, ["create", "saas_tool"]);
    let progress = "";
    child.stderr?.on("data", (chunk: Buffer) => {
      progress += chunk.toString();
      if (progress.includes("design-architecture: completed") && !child.killed) child.kill("SIGINT");
    });
    const stopped = await finish(child);
    expect(stopped.code).toBe(130);
    expect(progress).toContain("RUN_INTERRUPTED");
    const [run] = JSON.parse((await genesis(where, "list", "--json")).out);
    expect(run.status).toBe("EXECUTING");
    const left = JSON.parse((await genesis(where, "show", run.business_id, "--json")).out);
    const resumed = await genesis({ ...where, env: {} }, "resume", run.business_id.slice(0, 8), "--json");
    const result = JSON.parse(resumed.out);
    expect(result.status).toBe("SUCCESS");
    expect(left.name).toBe(result.requirements.name);
    const again = JSON.parse((await genesis(where, "resume", run.business_id, "--json")).out);
    expect(again).toEqual(result);
    // Tasks of the first process were slow; they keep their time, because they did not run again.
    const slow = result.task_results.filter(
      (task: { duration_seconds: number }) => task.duration_seconds >= 0.1,
    );
    expect(slow.map((task: { task_id: string }) => task.task_id)).toContain("write-user-stories");
    expect(slow.length).toBeLessThan(result.task_count);
  });

  it("waits for approval with 3, is approved once, and says so the second time", async () => {
    const where = session();
    const waiting = await genesis(where, "create", "saas_tool", "--supervised", "--json");
    expect(waiting.code).toBe(3);
    const { business_id, approval_requests } = JSON.parse(waiting.out);
    expect(approval_requests).toHaveLength(1);
    expect((await genesis(where, "show", business_id)).out).toContain("Deploy");
    const approved = await genesis(where, "approve", business_id, "--approve", "--json");
    expect(JSON.parse(approved.out)).toMatchObject({ status: "SUCCESS" });
    const twice = await genesis(where, "approve", business_id, "--approve");
    expect(twice.err).toContain("APPROVAL_ALREADY_DECIDED");
    expect(twice.code).toBe(2);
  });

  it("keeps the flags that were set", async () => {
    const where = session();
    await genesis(where, "flags", "set", "emergency_shutdown", "true");
    expect((await genesis(where, "create", "saas_tool")).err).toContain("EMERGENCY_SHUTDOWN");
    await genesis(where, "flags", "set", "emergency_shutdown", "false");
    expect((await genesis(where, "create", "saas_tool")).code).toBe(0);
  });

  it("checks itself", async () => {
    const { out, code } = await genesis(session(), "doctor", "--json");
    expect(code).toBe(0);
    expect(JSON.parse(out).map((check: { name: string }) => check.name)).toContain("database");
  });
});
