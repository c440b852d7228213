import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { BusinessCreationResult } from "../../../src/state/business.ts";
import { finish, genesis, type Session, session, start } from "../../support/cli.ts";

const TOKENS = { a: "token-of-genesis-a-0001", b: "token-of-genesis-b-0002" };
const AGENTS = ["product", "ux", "copywriter", "growth", "support", "builder", "qa"];

interface Side {
  readonly session: Session;
  readonly server: ChildProcess;
  readonly url: string;
  readonly launched: string[];
}

const sides: Partial<Record<"a" | "b", Side>> = {};

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as { port: number };
  server.close();
  return port;
}

/** Two `genesis a2a serve` with homes of their own, each with the other on its allowlist. */
beforeAll(async () => {
  const ports = { a: await freePort(), b: await freePort() };
  for (const [me, other] of [
    ["a", "b"],
    ["b", "a"],
  ] as const) {
    const own = session({
      GENESIS_EXECUTION_MODE: "real",
      GENESIS_FLAG_A2A_INTEGRATION_ENABLED: "true",
      GENESIS_A2A_TOKEN: TOKENS[me],
      TOKEN_OF_THE_OTHER: TOKENS[other],
    });
    mkdirSync(join(own.cwd, ".genesis"));
    const agent = {
      url: `http://127.0.0.1:${ports[other]}`,
      token_env: "TOKEN_OF_THE_OTHER",
      agents: AGENTS,
    };
    writeFileSync(join(own.cwd, ".genesis/config.json"), JSON.stringify({ a2a: { agents: [agent] } }));
    const server = start(own, ["a2a", "serve", "--port", String(ports[me])]);
    server.stderr?.resume();
    const [line] = (await once(createInterface(server.stdout as NodeJS.ReadableStream), "line")) as [string];
    sides[me] = { session: own, server, url: /http:\S+/.exec(line)?.[0] ?? line, launched: [] };
  }
}, 60_000);

afterAll(async () => {
  for (const side of Object.values(sides)) {
    const ended = once(side.server, "close");
    side.server.kill("SIGTERM");
    await ended;
    // What the run launched.
    for (const id of side.launched) await genesis(side.session, "stop", id);
  }
}, 60_000);

it("lists the agents of the other", async () => {
  const { out, code } = await genesis((sides.a as Side).session, "a2a", "agents", "--json");
  expect(code).toBe(0);
  const agents = JSON.parse(out) as { state: string; agents: string[]; authenticated: boolean }[];
  expect(agents).toHaveLength(AGENTS.length);
  for (const agent of agents)
    expect(agent).toMatchObject({ state: "valid", authenticated: true, breaker: "closed" });
  expect(agents.flatMap((agent) => agent.agents)).toEqual(AGENTS);
});

it("creates a business on each side at once, with work of the other in it", async () => {
  const both = (["a", "b"] as const).map(async (me) => {
    const { session: own } = sides[me] as Side;
    const child = start(own, ["create", "saas_tool", "--seed", "7", "--json"]);
    return { me, ...(await finish(child)) };
  });
  for (const { me, out, err, code } of await Promise.all(both)) {
    const other = sides[me === "a" ? "b" : "a"] as Side;
    const own = sides[me] as Side;
    expect(code, err).toBe(0);
    const result = JSON.parse(out) as BusinessCreationResult;
    own.launched.push(result.business_id);
    expect(result.status).toBe("SUCCESS");
    const remote = result.task_results.filter(
      ({ output }) => (output.done_by as { kind: string } | undefined)?.kind === "a2a",
    );
    expect(remote.length).toBeGreaterThan(2);
    for (const { output, status } of remote) {
      expect(status).toBe("completed");
      expect((output.done_by as { agent: string }).agent).toContain(`${other.url}/a2a/agents/`);
    }
    // Each part that the other wrote is kept here as a document, and only there.
    const folders = readdirSync(join(own.session.cwd, ".genesis/businesses"));
    const folder = folders.find((name) => name.endsWith(result.business_id.slice(0, 8))) ?? "";
    const paths = remote.flatMap(({ output }) => (output.remote_documents ?? []) as { path: string }[]);
    expect(paths.length).toBeGreaterThan(0);
    for (const { path } of paths) {
      expect(path).toMatch(/^docs\/agents\//);
      const file = join(own.session.cwd, ".genesis/businesses", folder, "project", path);
      expect(readFileSync(file, "utf8")).not.toBe("");
    }
    expect(JSON.stringify(result)).not.toMatch(/token-of-genesis/);
  }
}, 240_000);
