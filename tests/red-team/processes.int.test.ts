import { describe, expect, it, vi } from "vitest";
import { finish, genesis, type Session, session, start } from "../support/cli.ts";

// Every step starts a process, which takes its time on a busy machine.
vi.setConfig({ testTimeout: 120_000 });

/** A run that waits for a person in a home of its own. */
async function waiting(): Promise<{ where: Session; id: string }> {
  const where = session();
  const { code, err } = await genesis(where, "create", "saas_tool", "--supervised", "--seed", "1");
  expect(code, err).toBe(3);
  const { out } = await genesis(where, "approvals", "--json");
  const [run] = JSON.parse(out) as { business_id: string }[];
  if (!run) throw new Error("nothing waits");
  return { where, id: run.business_id };
}

async function log({ where, id }: { where: Session; id: string }) {
  const { code, out } = await genesis(where, "approvals", "--audit", id, "--json");
  return { code, entries: JSON.parse(out).entries as { action: string }[] };
}

describe("decisions from two terminals at once", () => {
  it.each([
    ["two approvals", ["--approve"], ["--approve"]],
    ["an approval and a rejection", ["--approve"], ["--reject"]],
  ])("%s: one counts, the other is told so", async (_what, one, other) => {
    const run = await waiting();
    const answers = [one, other].map((flags) => finish(start(run.where, ["approve", run.id, ...flags])));
    const codes = (await Promise.all(answers)).map(({ code, err }) => ({ code, err }));
    const { code, entries } = await log(run);
    expect(code).toBe(0);
    expect(entries).toHaveLength(1);
    const { out } = await genesis(run.where, "show", run.id, "--json");
    const { status } = JSON.parse(out).record ?? JSON.parse(out);
    expect(status).toBe(entries[0]?.action === "approve" ? "SUCCESS" : "BLOCKED");
    const refused = codes.filter(({ err }) =>
      /RUN_BUSY|APPROVAL_ALREADY_DECIDED|NOTHING_PENDING|APPROVAL_ANSWER_INVALID|already/.test(err),
    );
    expect(refused, JSON.stringify(codes)).toHaveLength(1);
  });
});
