import { describe, expect, it } from "vitest";
import { extractDeploymentUrl } from "../../../src/nodes/validate-outcome/deployment-url.ts";
import { completionRate, outcomeProblem } from "../../../src/nodes/validate-outcome/outcome.ts";
import type { TaskResult } from "../../../src/state/task.ts";
import { aResult } from "../../support/tasks.ts";

const URL = "https://acme.vercel.app";

function results(completed: number, others: Partial<TaskResult>[] = []): TaskResult[] {
  const done = Array.from({ length: completed }, (_, index) => aResult({ task_id: `done-${index}` }));
  return [...done, ...others.map((other, index) => aResult({ task_id: `other-${index}`, ...other }))];
}

describe("outcomeProblem (guide 3.2 and 10.2)", () => {
  it.each<[string, TaskResult[], string | null, string | null]>([
    ["all completed", results(5), URL, null],
    ["exactly 80%", results(4, [{ status: "failed" }]), URL, null],
    ["just below 80%", results(79, Array(21).fill({ status: "failed" })), URL, "COMPLETION_TOO_LOW"],
    ["skipped does not count as completed", results(3, [{ status: "skipped" }]), URL, "COMPLETION_TOO_LOW"],
    [
      "unassigned does not count as completed",
      results(3, [{ status: "unassigned" }]),
      URL,
      "COMPLETION_TOO_LOW",
    ],
    ["one blocked among a hundred", results(99, [{ status: "blocked" }]), URL, "TASKS_BLOCKED"],
    [
      "one critical failure among a hundred",
      results(99, [{ status: "failed", critical: true }]),
      URL,
      "CRITICAL_TASK_FAILED",
    ],
    ["no URL", results(5), null, "DEPLOYMENT_URL_MISSING"],
    ["no tasks", [], URL, "COMPLETION_TOO_LOW"],
    [
      "blocked outranks the rest",
      results(0, [{ status: "failed", critical: true }, { status: "blocked" }]),
      null,
      "TASKS_BLOCKED",
    ],
  ])("%s", (_what, given, url, code) => {
    expect(outcomeProblem(given, url)?.code ?? null).toBe(code);
  });

  it("names the tasks", () => {
    const given = results(0, [
      { task_id: "deploy", status: "failed", critical: true, error: "host is down" },
    ]);
    expect(outcomeProblem(given, URL)?.message).toBe('Task "deploy" failed: host is down');
  });
});

describe("completionRate", () => {
  it("counts only completed tasks", () => {
    expect(
      completionRate(results(1, [{ status: "pending" }, { status: "running" }, { status: "failed" }])),
    ).toBe(0.25);
    expect(completionRate([])).toBe(0);
  });
});

describe("extractDeploymentUrl (guide 10.3)", () => {
  const found = (...outputs: Record<string, unknown>[]) =>
    extractDeploymentUrl(outputs.map((output, index) => aResult({ task_id: `t${index}`, output })));

  it.each<[string, Record<string, unknown>[], string | null]>([
    ["deployment_url", [{ deployment_url: "https://a.example" }], "https://a.example"],
    ["preview_url", [{ preview_url: "https://b.example" }], "https://b.example"],
    [
      "deployment_url before preview_url",
      [{ preview_url: "https://b.example" }, { deployment_url: "https://a.example" }],
      "https://a.example",
    ],
    ["nested fields", [{ site: { deployment_url: "https://a.example" } }], "https://a.example"],
    [
      "the latest of two",
      [{ deployment_url: "https://old.example" }, { deployment_url: "https://new.example" }],
      "https://new.example",
    ],
    ["known host in a text", [{ log: "Live at https://acme.onrender.com/." }], "https://acme.onrender.com/"],
    [
      "known host in a list",
      [{ log: ["x", "see https://acme.netlify.app, now"] }],
      "https://acme.netlify.app",
    ],
    ["known host before a local URL", [{ log: "http://localhost:3000 and https://acme.vercel.app" }], URL],
    ["local preview in a text", [{ log: "http://127.0.0.1:4321/" }], "http://127.0.0.1:4321/"],
    ["unknown host in a text", [{ log: "docs: https://example.com" }], null],
    ["known host without TLS", [{ log: "http://acme.vercel.app" }], null],
    ["known host as a trap", [{ log: "https://vercel.app.evil.example" }], null],
    ["a field that is no URL", [{ deployment_url: "pending" }], null],
    ["a script URL", [{ deployment_url: "javascript:alert(1)" }], null],
    ["nothing", [{}], null],
  ])("%s", (_what, outputs, url) => {
    expect(found(...outputs)).toBe(url);
  });

  it("believes completed tasks only", () => {
    const output = { deployment_url: URL };
    expect(extractDeploymentUrl([aResult({ task_id: "a", status: "failed", output })])).toBeNull();
  });
});
