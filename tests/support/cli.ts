import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { temporaryFolder } from "./services.ts";

export const ROOT = join(import.meta.dirname, "../..");

/** A working directory of its own, and what the command's environment holds besides PATH. */
export interface Session {
  readonly cwd: string;
  readonly env: Record<string, string>;
}

export function session(env: Record<string, string> = {}): Session {
  return {
    cwd: temporaryFolder(),
    env: { GENESIS_EXECUTION_MODE: "simulated", GENESIS_QUALITY_CHECKS: "false", ...env },
  };
}

interface StartOptions {
  readonly stdin?: "ignore" | "pipe";
  readonly stdout?: "pipe" | number;
  /** Another user than the one who runs the tests. */
  readonly uid?: number;
  readonly gid?: number;
}

/** Starts `genesis` from source as a process of its own. `stdout` may be a file descriptor. */
export function start(
  { cwd, env }: Session,
  args: string[],
  { stdin = "ignore", stdout = "pipe", ...user }: StartOptions = {},
): ChildProcess {
  return spawn(
    process.execPath,
    ["--import", import.meta.resolve("tsx"), join(ROOT, "src/cli/main.ts"), ...args],
    { cwd, env: { PATH: process.env.PATH, HOME: cwd, ...env }, stdio: [stdin, stdout, "pipe"], ...user },
  );
}

const all = (stream: NodeJS.ReadableStream | null) => (stream ? text(stream) : Promise.resolve(""));

/** Waits for the end of a process; everything it wrote. */
export async function finish(child: ChildProcess): Promise<{ code: number; out: string; err: string }> {
  const [out, err] = [all(child.stdout), all(child.stderr)];
  const [code] = child.exitCode === null ? ((await once(child, "close")) as [number]) : [child.exitCode];
  return { code, out: await out, err: await err };
}

export const genesis = (where: Session, ...args: string[]) => finish(start(where, args));
