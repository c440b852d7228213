import { describe, expect, it } from "vitest";
import { ANSWER_KINDS, answersGiven, answerWanted } from "../../../src/stores/retrieval/answers.ts";

/** The kind that a clear question of each sort wants. */
const [duration, time, count, place] = [
  "How long did it take?",
  "When did it happen?",
  "How many are there?",
  "Where is it?",
].map(answerWanted);

describe("answerWanted", () => {
  it("tells the kinds apart", () => {
    expect(new Set([duration, time, count, place]).size).toBe(4);
    expect([duration, time, count, place].every((kind) => ANSWER_KINDS.includes(kind ?? -1))).toBe(true);
  });

  it.each([
    ["For how long has he worked there?", duration],
    ["How many years has she lived here?", duration],
    ["Which month was it?", time],
    ["To what date was it moved, and when?", time],
    ["How often do they meet?", count],
    ["What city does he live in?", place],
    ["Why did he leave?", undefined],
    ["", undefined],
  ])("%s", (question, kind) => {
    expect(answerWanted(question)).toBe(kind);
  });
});

describe("answersGiven", () => {
  it.each([
    ["I went there yesterday", time],
    ["We leave next week", time],
    ["It was last Friday!", time],
    ["She moved here in 2019", time],
    ["I just started at the gallery", time],
    ["On the 24th then", time],
    ["It took three weeks", duration],
    ["I've played since school", duration],
    ["Nineteen of them, I counted", count],
    ["A hundred and twelve", count],
    ["There are 32", count],
    ["We drove to Porto", place],
    ["I grew up near the Rhine", place],
  ])("%s", (text, kind) => {
    expect(answersGiven(text)).toContain(kind);
  });

  it("finds no answer in small talk", () => {
    expect([...answersGiven("That sounds lovely, tell me more!")]).toEqual([]);
  });

  it("takes no ordinary word for a place or a month", () => {
    expect(answersGiven("I went to bed")).not.toContain(place);
    expect(answersGiven("You may be right")).not.toContain(time);
  });
});
