import { spawn } from "node:child_process";

export interface SandboxOptions {
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string;
  /** Folders that the command may read, and those it may also write to. */
  readonly readOnly?: readonly string[];
  readonly writable?: readonly string[];
  readonly timeoutMs: number;
  readonly memoryMb?: number;
  readonly signal?: AbortSignal;
}

export interface SandboxResult {
  /** null when it was ended by a signal. */
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly timedOut: boolean;
  readonly sandbox: "bubblewrap" | "process";
}

/** Runs a command in a process group of its own, with a scrubbed environment and a time limit. */
export function runSandboxed(options: SandboxOptions): Promise<SandboxResult> {
  const { command, args, cwd, timeoutMs, signal } = options;
  return new Promise((resolve, reject) => {
    const child = spawn(command, [...args], {
      cwd,
      detached: true,
      env: { PATH: process.env.PATH, NODE_ENV: "production", TZ: "UTC" },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let [stdout, stderr, timedOut] = ["", "", false];
    const end = () => {
      try {
        if (child.pid !== undefined) process.kill(-child.pid, "SIGKILL");
      } catch {
        // It has ended by itself.
      }
    };
    const timer = setTimeout(() => {
      timedOut = true;
      end();
    }, timeoutMs);
    signal?.addEventListener("abort", end, { once: true });
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      stdout += text;
    });
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      stderr += text;
    });
    const settle = () => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", end);
    };
    child.on("error", (error) => {
      settle();
      reject(error);
    });
    child.on("close", (exitCode) => {
      settle();
      resolve({ exitCode, stdout, stderr, timedOut, sandbox: "process" });
    });
  });
}
