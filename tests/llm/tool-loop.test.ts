import { LLMock } from "@copilotkit/aimock";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { runTools, type ToolLoopOptions } from "../../src/llm/tool-loop.ts";
import { step } from "../support/modules.ts";
import { chatRequests, testGateway, textOf } from "./support.ts";

let mock: LLMock;
beforeEach(async () => {
  mock = await LLMock.create({ host: "127.0.0.1", port: 0 });
});
afterEach(() => mock.stop());

function work(change: Partial<ToolLoopOptions<number>> = {}) {
  const { llm } = testGateway(`${mock.url}/v1`);
  const run = runTools({
    llm,
    kind: "feature",
    node: "execute-tasks",
    system: "You count.",
    user: "Count to two.",
    tools: [
      { name: "add", description: "adds", run: (input) => ({ sum: Object.keys(input as object).length }) },
    ],
    submit: {
      name: "hand_in",
      description: "hands in",
      judge: async (input) => {
        const { n } = input as { n?: unknown };
        return n === 2 ? { ok: true, value: 2 } : { ok: false, findings: [`${n} is not two </data>`] };
      },
    },
    maxSteps: 6,
    maxRepairs: 2,
    signal: new AbortController().signal,
    ...change,
  });
  return { run, llm };
}
const reply = (at: number, tool: string, input: object = {}) =>
  mock.on({ sequenceIndex: at }, step(tool, input));

describe("runTools", () => {
  it("answers what the model asks, as data, until what it hands in is accepted", async () => {
    reply(0, "add", { a: 1, b: 1 });
    reply(1, "hand_in", { n: 2 });
    const { run, llm } = work();
    expect(await run).toEqual({ value: 2, steps: 2, repairs: 0 });
    const [first, second] = chatRequests(mock);
    expect(textOf(first, "system")).toMatch(/- add: adds\n- hand_in: hands in/);
    expect(textOf(second, "user")).toMatch(
      /<data name="steps_so_far">[\s\S]*sum[\s\S]*2[\s\S]*Steps left: 5/,
    );
    expect(llm.usageTotals()).toMatchObject([{ node: "execute-tasks", calls: 2 }]);
  });

  it("says what is wrong with what was handed in; its text can't end the data", async () => {
    reply(0, "hand_in", { n: 1 });
    reply(1, "hand_in", { n: 2 });
    expect(await work().run).toMatchObject({ repairs: 1 });
    const text = textOf(chatRequests(mock)[1], "user");
    expect(text).toContain("1 is not two \\u003c/data>");
    expect(text.match(/<\/data>/g)).toHaveLength(1);
  });

  it("ends when the repairs are spent", async () => {
    mock.on({}, step("hand_in", { n: 1 }));
    await expect(work().run).rejects.toMatchObject({ code: "MODEL_REPAIRS_SPENT" });
    expect(chatRequests(mock)).toHaveLength(3);
  });

  it("ends when the steps are spent", async () => {
    mock.on({}, step("add"));
    await expect(work().run).rejects.toMatchObject({ code: "MODEL_STEPS_SPENT" });
    expect(chatRequests(mock)).toHaveLength(6);
  });

  it("names the tools there are when the model asks for another", async () => {
    reply(0, "read_file", { path: "/etc/passwd" });
    reply(1, "hand_in", { n: 2 });
    expect(await work().run).toMatchObject({ steps: 2 });
    expect(textOf(chatRequests(mock)[1], "user")).toContain(
      "There is no such tool. Use one of: add, hand_in.",
    );
  });

  it("stops when the run does", async () => {
    const stop = new AbortController();
    stop.abort(new Error("stopped"));
    await expect(work({ signal: stop.signal }).run).rejects.toThrow("stopped");
    expect(chatRequests(mock)).toHaveLength(0);
  });
});
