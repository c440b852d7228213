import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { cp, mkdtemp, rm, symlink } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

export interface DevServer {
  readonly url: string;
  /** Ends the server with all its processes and removes what it wrote. */
  stop(): Promise<void>;
}

/** What `langgraphjs dev` reads of the project, which it also writes its `.langgraph_api` beside. */
const PROJECT = ["src", "langgraph.json", "package.json", "tsconfig.json", ".gitignore"];

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (address === null || typeof address === "string") throw new Error("no port was assigned");
  return address.port;
}

async function copyProject(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "genesis-dev-"));
  for (const path of PROJECT) await cp(resolve(path), join(folder, path), { recursive: true });
  await symlink(resolve("node_modules"), join(folder, "node_modules"), "dir");
  return folder;
}

async function untilReady(url: string, child: ChildProcess, log: () => string): Promise<void> {
  for (;;) {
    if (child.exitCode !== null) throw new Error(`langgraphjs dev ended with ${child.exitCode}:\n${log()}`);
    const answer = await fetch(`${url}/ok`).catch(() => undefined);
    if (answer?.ok) return;
    await new Promise((done) => setTimeout(done, 200));
  }
}

/** Boots `langgraphjs dev` on a copy of the project. Fails when it isn't ready within the time, in milliseconds. */
export async function startDevServer(timeoutMs: number): Promise<DevServer> {
  const folder = await copyProject();
  const port = await freePort();
  const cli = resolve("node_modules/@langchain/langgraph-cli/dist/cli/cli.mjs");
  const args = [cli, "dev", "--no-browser", "--no-reload", "--host", "127.0.0.1", "--port", String(port)];
  const env = { ...process.env, GENESIS_HOME: join(folder, "home"), LANGSMITH_TRACING: "false" };
  // A group of its own, so that the server's children end with it.
  const child = spawn(process.execPath, args, { cwd: folder, env, detached: true, stdio: "pipe" });
  let log = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (log += chunk));
  const stop = async () => {
    const { pid } = child;
    if (pid !== undefined && child.exitCode === null && child.signalCode === null) {
      const ended = once(child, "exit");
      process.kill(-pid, "SIGKILL");
      await ended;
    }
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  };
  const url = `http://127.0.0.1:${port}`;
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_done, fail) => {
    timer = setTimeout(() => fail(new Error(`langgraphjs dev was not ready in time:\n${log}`)), timeoutMs);
  });
  try {
    await Promise.race([untilReady(url, child, () => log), late]);
  } catch (error) {
    await stop();
    throw error;
  } finally {
    clearTimeout(timer);
  }
  return { url, stop };
}
