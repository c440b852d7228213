import { type ChildProcess, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { GenesisError } from "../state/errors.ts";

export interface SandboxOptions {
  /** Absolute path, or a name that is looked for in PATH. */
  readonly command: string;
  readonly args: readonly string[];
  /** Must be in one of the folders below. */
  readonly cwd: string;
  /** Folders that can be read, besides those of the system. */
  readonly readOnly?: readonly string[];
  /** Folders that can be changed. */
  readonly writable?: readonly string[];
  readonly timeoutMs: number;
  /** JavaScript heap, MiB; processes may use some more for their code. */
  readonly memoryMb?: number;
  /** The whole environment of the command, besides PATH and a home that is thrown away. */
  readonly env?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
  /** Absent: bubblewrap when it works here. */
  readonly use?: SandboxKind;
}

export type SandboxKind = "bubblewrap" | "process";

export interface SandboxResult {
  /** null when it was ended by a signal. */
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly timedOut: boolean;
  /** How it was kept in: `process` has a clean environment and limits, but reads files and the network as we do. */
  readonly sandbox: SandboxKind;
}

const MAX_OUTPUT = 1_048_576;
const SYSTEM_FOLDERS = ["/usr", "/bin", "/lib", "/lib64", "/etc/alternatives", "/etc/ssl"] as const;

/**
 * Runs a command that we don't fully trust: without our environment, and with bubblewrap also without network, other
 * processes and other folders. Throws SANDBOX_UNAVAILABLE when the command can't be started at all.
 */
export async function runSandboxed(options: SandboxOptions): Promise<SandboxResult> {
  const sandbox = options.use ?? (await availableSandbox());
  const command = find(options.command);
  const env = environment(options);
  const [program, ...args] =
    sandbox === "bubblewrap" ? bubblewrapCommand(options, command, env) : [command, ...options.args];
  options.signal?.throwIfAborted();
  const child = spawn(program as string, args, {
    cwd: options.cwd,
    // Also for bubblewrap itself: what it was started with can be read in the sandbox at /proc/1/environ.
    env: sandbox === "bubblewrap" ? { PATH: env.PATH } : env,
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
  });
  return { ...(await ended(child, options)), sandbox };
}

let known: Promise<SandboxKind> | undefined;

/** Tried once: bubblewrap may be installed and still not be allowed, as in many containers. */
export function availableSandbox(): Promise<SandboxKind> {
  known ??= runSandboxed({
    command: process.execPath,
    args: ["-e", ""],
    cwd: "/",
    timeoutMs: 10_000,
    use: "bubblewrap",
  }).then(
    ({ exitCode }) => (exitCode === 0 ? "bubblewrap" : "process"),
    () => "process",
  );
  return known;
}

function environment({ env = {}, memoryMb }: SandboxOptions): Record<string, string> {
  return {
    PATH: `${dirname(process.execPath)}${delimiter}/usr/local/bin${delimiter}/usr/bin${delimiter}/bin`,
    HOME: "/tmp",
    TZ: "UTC",
    NODE_ENV: "production",
    ...(memoryMb !== undefined && { NODE_OPTIONS: `--max-old-space-size=${memoryMb}` }),
    ...env,
  };
}

function bubblewrapCommand(
  { args, cwd, readOnly = [], writable = [] }: SandboxOptions,
  command: string,
  env: Readonly<Record<string, string>>,
): string[] {
  const node = dirname(dirname(process.execPath));
  const folders = [...SYSTEM_FOLDERS, node, ...readOnly].filter((folder) => existsSync(folder));
  return [
    find("bwrap"),
    ...["--unshare-all", "--die-with-parent", "--new-session", "--clearenv", "--cap-drop", "ALL"],
    ...Object.entries(env).flatMap(([name, value]) => ["--setenv", name, value]),
    ...["--proc", "/proc", "--dev", "/dev", "--tmpfs", "/tmp"],
    ...[...new Set(folders)].flatMap((folder) => ["--ro-bind", folder, folder]),
    ...writable.flatMap((folder) => ["--bind", folder, folder]),
    ...["--chdir", cwd, "--", command, ...args],
  ];
}

/** Throws SANDBOX_UNAVAILABLE. */
function find(command: string): string {
  if (command.includes("/")) return command;
  const folders = (process.env.PATH ?? "/usr/bin:/bin").split(delimiter);
  const found = folders.map((folder) => join(folder, command)).find((path) => existsSync(path));
  if (found) return found;
  throw new GenesisError("SANDBOX_UNAVAILABLE", `There is no program ${command}.`, {
    hint: "Install it, or run without it.",
    category: "system",
  });
}

function ended(
  child: ChildProcess,
  { timeoutMs, signal, command }: SandboxOptions,
): Promise<Omit<SandboxResult, "sandbox">> {
  const output = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"] as const) {
    child[name]?.setEncoding("utf8").on("data", (text: string) => {
      if (output[name].length < MAX_OUTPUT) output[name] += text;
    });
  }
  let timedOut = false;
  const timer = setTimeout(() => {
    timedOut = true;
    killGroup(child);
  }, timeoutMs);
  const abort = () => killGroup(child);
  signal?.addEventListener("abort", abort, { once: true });
  return new Promise<Omit<SandboxResult, "sandbox">>((resolve, reject) => {
    child.once("error", (cause) =>
      reject(
        new GenesisError("SANDBOX_UNAVAILABLE", `${command} can't be started: ${cause.message}`, {
          hint: "Check that it is installed and may be run.",
          category: "system",
          cause,
        }),
      ),
    );
    child.once("close", (exitCode) => {
      if (signal?.aborted) reject(signal.reason);
      else resolve({ exitCode, ...output, timedOut });
    });
  }).finally(() => {
    clearTimeout(timer);
    signal?.removeEventListener("abort", abort);
  });
}

/** With everything it has started. */
function killGroup({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, "SIGKILL");
  } catch (error) {
    // It ended by itself in between.
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}
