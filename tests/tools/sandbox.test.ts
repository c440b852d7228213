import { once } from "node:events";
import { existsSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import {
  availableSandbox,
  runSandboxed,
  type SandboxKind,
  type SandboxOptions,
} from "../../src/tools/sandbox.ts";
import { temporaryFolder } from "../support/services.ts";

const available = await availableSandbox();
const kinds: SandboxKind[] = available === "bubblewrap" ? ["bubblewrap", "process"] : ["process"];

const node = (script: string, options: Partial<SandboxOptions> = {}) => {
  const cwd = options.cwd ?? temporaryFolder();
  return runSandboxed({
    command: process.execPath,
    args: ["-e", script],
    cwd,
    writable: [cwd],
    timeoutMs: 10_000,
    ...options,
  });
};

describe.each(kinds)("in %s", (use) => {
  it("runs a command and tells what it wrote and how it ended", async () => {
    const result = await node('console.log("out"); console.error("err"); process.exit(3)', { use });
    expect(result).toEqual({ exitCode: 3, stdout: "out\n", stderr: "err\n", timedOut: false, sandbox: use });
  });

  it("knows nothing of our environment", async () => {
    process.env.NOT_FOR_OTHERS = "secret-value";
    const script = `const read = (pid) => { try { return require("fs").readFileSync("/proc/" + pid + "/environ", "utf8") } catch { return "" } };
      console.log(JSON.stringify(process.env), read(1), read(process.ppid))`;
    const { stdout } = await node(script, { use, env: { GIVEN: "yes" } }).finally(
      () => delete process.env.NOT_FOR_OTHERS,
    );
    expect(stdout).toContain('"GIVEN":"yes"');
    if (use === "bubblewrap") expect(stdout).not.toContain("secret-value");
    else expect(stdout.split("} ")[0]).not.toContain("secret-value");
  });

  it("writes to the folders it may", async () => {
    const cwd = temporaryFolder();
    await node('require("fs").writeFileSync("made.txt", "x")', { use, cwd });
    expect(existsSync(join(cwd, "made.txt"))).toBe(true);
  });

  it("ends what takes too long, with all it has started", async () => {
    const script =
      'require("child_process").spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"], { stdio: "inherit" }); setInterval(() => {}, 1000)';
    const result = await node(script, { use, timeoutMs: 700 });
    expect(result).toMatchObject({ exitCode: null, timedOut: true });
  });

  it("ends what takes too much memory", async () => {
    const script = "const all = []; for (;;) all.push(new Array(1e6).fill(all.length))";
    const result = await node(script, { use, memoryMb: 64 });
    expect(result.exitCode).not.toBe(0);
    expect(result.timedOut).toBe(false);
  });

  it("stops when the caller does", async () => {
    const stop = new AbortController();
    const running = node("setInterval(() => {}, 1000)", { use, signal: stop.signal });
    setTimeout(() => stop.abort(new Error("enough")), 200);
    await expect(running).rejects.toThrow("enough");
  });

  it("says when there is no such program", async () => {
    await expect(node("", { use, command: "no-such-program-here" })).rejects.toMatchObject({
      code: "SANDBOX_UNAVAILABLE",
    });
  });
});

describe.skipIf(available !== "bubblewrap")("bubblewrap", () => {
  it("has no network", async () => {
    const server = createServer((_request, response) => response.end("reached")).listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    const script = `fetch("http://127.0.0.1:${port}").then((r) => r.text()).then(console.log, () => console.log("refused"))`;
    expect((await node(script, { use: "bubblewrap" })).stdout).toBe("refused\n");
    expect((await node(script, { use: "process" })).stdout).toBe("reached\n");
    server.close();
  });

  it("reads and writes nothing but what it is given", async () => {
    const [cwd, other, given] = [temporaryFolder(), temporaryFolder(), temporaryFolder()];
    for (const folder of [other, given]) writeFileSync(join(folder, "file"), "content");
    const script = `const fs = require("fs");
      const tried = (work) => { try { return work() } catch (error) { return error.code } };
      console.log(tried(() => fs.readFileSync("${other}/file", "utf8")), tried(() => fs.readFileSync("${given}/file", "utf8")),
        tried(() => fs.writeFileSync("${given}/file", "x")), tried(() => fs.readFileSync("/etc/passwd", "utf8")))`;
    const { stdout } = await node(script, { use: "bubblewrap", cwd, readOnly: [given] });
    expect(stdout).toBe("ENOENT content EROFS ENOENT\n");
  });
});
