import { beforeAll, describe, expect, it } from "vitest";
import { createGenesis, type Genesis } from "../../src/genesis.ts";
import type { GenesisState } from "../../src/state/genesis-state.ts";
import { reportFiles } from "../../src/tools/report/index.ts";

const TRICKY = "<img src=x onerror=alert(1)> | *bold* [link](javascript:x)";
let genesis: Genesis;
let state: GenesisState;
let files: ReadonlyMap<string, string>;

beforeAll(async () => {
  genesis = await createGenesis({ sources: { env: {} } });
  const run = genesis.createBusiness(
    "saas_tool",
    { name: "Tick & <b>Tock</b>", mvp_features: ["User authentication", TRICKY] },
    { seed: 4, executionMode: "simulated" },
  );
  await run;
  ({ state } = await genesis.show(run.businessId));
  files = reportFiles(state);
  await genesis.close();
});

const markdown = () => files.get("report.md") ?? "";
const html = () => files.get("report.html") ?? "";

describe("the report of a run", () => {
  it("tells of everything that was decided", () => {
    for (const title of [
      "Summary",
      "The business",
      "The team and why",
      "The plan",
      "Routing",
      "Safety",
      "Quality",
      "Costs",
      "Revenue projection",
      "What is simulated",
    ]) {
      expect(markdown()).toContain(`## ${title}`);
      expect(html()).toContain(`<h2>${title}</h2>`);
    }
    for (const { agent_id, reason } of state.roster?.members ?? []) {
      expect(html()).toContain(agent_id);
      expect(html().replaceAll("&#39;", "'").replaceAll("&#34;", '"')).toContain(reason);
    }
  });

  it("says that everything is simulated when it is", () => {
    expect(markdown()).toContain("Everything: no step touched anything outside.");
    const really = {
      ...state,
      execution_mode: "real",
      task_results: state.task_results.map((one) => ({ ...one, simulated: false })),
    };
    const report = reportFiles(really).get("report.md");
    expect(report).toContain("No step: each that is done was really carried out.");
    expect(report).toContain("wait in its outbox");
    expect(report).toContain("a test gateway that moves no money");
  });

  it("shows what users wrote as text, in both forms", () => {
    expect(html()).not.toMatch(/<img|<b>Tock/);
    expect(html()).toContain("&#60;img src=x");
    expect(markdown()).toContain("\\<img src=x onerror=alert(1)\\> \\| \\*bold\\* \\[link\\](javascript:x)");
  });

  it("draws each step and each dependency once", () => {
    const picture = files.get("plan.svg") ?? "";
    const tasks = state.task_graph?.tasks ?? [];
    expect(picture.match(/<rect/g)).toHaveLength(tasks.length);
    expect(picture.match(/<path/g)).toHaveLength(tasks.flatMap(({ depends_on }) => depends_on).length);
    expect(markdown()).toContain("(plan.svg)");
    expect(html()).toContain(picture);
  });

  it("needs nothing from elsewhere and runs nothing", () => {
    expect(html()).not.toMatch(/<script|https?:\/\/(?!www\.w3\.org|tick-b-tock)/);
  });

  it("reports a run that failed or was refused, with what is missing left out", () => {
    const refused: GenesisState = {
      ...state,
      requirements: null,
      roster: null,
      task_graph: null,
      routing_plan: null,
      task_results: [],
      deployment_url: null,
      outcome: {
        status: "BLOCKED",
        error: { code: "SAFETY_BLOCKED", message: "No.", category: "safety", hint: "", retryable: false },
      },
    };
    const report = reportFiles(refused).get("report.md") ?? "";
    expect(report).toContain("BLOCKED: 0 of 0 steps");
    expect(report).toContain("SAFETY\\_BLOCKED");
    expect(report).not.toContain("## The plan");
  });

  it("lists findings, approvals and what was not done", () => {
    const [first, ...rest] = state.task_results;
    const finding = { check: "axe", severity: "error", where: "/help", message: "No label" };
    const results = [
      { ...first, status: "failed", error: "It broke.", output: { checks: ["axe"], findings: [finding] } },
      ...rest,
    ] as GenesisState["task_results"];
    const report = reportFiles({ ...state, task_results: results }).get("report.md") ?? "";
    expect(report).toContain("| axe | error | /help | No label |");
    expect(report).toContain("## Worth knowing");
    expect(report).toContain("It broke.");
  });
});
