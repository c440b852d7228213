import { InMemoryStore } from "@langchain/langgraph";
import { beforeEach, describe, expect, it } from "vitest";
import type { BusinessCreationResult } from "../../src/state/business.ts";
import { RequestLog, requestOf } from "../../src/stores/request-log.ts";
import { TestClock } from "./backend.ts";

const REQUEST = { business_type: "saas_tool", seed: 3 };

let store: InMemoryStore;
let clock: TestClock;
let log: RequestLog;

beforeEach(() => {
  store = new InMemoryStore();
  clock = new TestClock();
  log = new RequestLog(store, clock);
});

function ended(business_id: string, status: string, category?: string) {
  const error = category === undefined ? null : { code: "WHY", category, message: "", hint: "" };
  return { business_id, status, metadata: { error } } as unknown as BusinessCreationResult;
}

describe("the request log", () => {
  it("keeps a request from before its run to the run's success", async () => {
    await log.accept("b", REQUEST);
    expect(await log.get("b")).toMatchObject({ request: REQUEST, state: "running", attempts: 1 });
    expect(await log.waiting()).toEqual([]);
    await log.settle(ended("b", "SUCCESS"));
    expect(await log.get("b")).toBeUndefined();
  });

  it("lets wait what failed for a reason that is not the request's, oldest first", async () => {
    for (const id of ["late", "early"]) {
      await log.accept(id, REQUEST);
      clock.advance(-1_000);
    }
    for (const id of ["late", "early"]) await log.settle(ended(id, "FAILED", "system"));
    expect((await log.waiting()).map(({ business_id, code }) => [business_id, code])).toEqual([
      ["early", "WHY"],
      ["late", "WHY"],
    ]);
  });

  it.each([
    ["BLOCKED", "safety"],
    ["FAILED", "user"],
    ["FAILED", "safety"],
    ["FAILED", undefined],
  ])("strikes off what ended as %s for a %s reason: running it again would not help", async (status, why) => {
    await log.accept("b", REQUEST);
    await log.settle(ended("b", status, why));
    expect(await log.get("b")).toBeUndefined();
  });

  it("does nothing for a run it does not know", async () => {
    await log.settle(ended("b", "FAILED", "system"));
    expect(await store.search(["requests"])).toEqual([]);
  });

  it("keeps even a malformed request to the letter", async () => {
    const request = { business_type: "", nonsense: "<b>" };
    await log.accept("b", request);
    const record = await log.get("b");
    expect(record && requestOf(record)).toEqual(request);
  });

  it("refuses records it can't read", async () => {
    await store.put(["requests"], "b", { version: 2 });
    await expect(log.get("b")).rejects.toMatchObject({ code: "REQUEST_UNREADABLE" });
  });
});
