import { execFileSync, spawn } from "node:child_process";
import { closeSync, existsSync, openSync, readdirSync, readFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { z } from "zod";

const HOST = "127.0.0.1";
const POLL_MS = 15;
const ANSWER_MS = 2_000;
const TERMINATE_MS = 5_000;

const HealthSchema = z.object({ status: z.literal("ok"), instance: z.string(), release: z.string() });
export type Health = z.infer<typeof HealthSchema>;

export interface StartOptions {
  /** Compiled entry file. */
  readonly main: string;
  readonly cwd: string;
  readonly log: string;
  readonly port: number;
  /** Tells this process from any other that may get its port or number. */
  readonly instance: string;
  /** The whole environment of the process besides where it listens. */
  readonly env: Readonly<Record<string, string>>;
}

/** A started process, which outlives the one that started it. */
export interface Started {
  readonly pid: number;
  /** Whether it has ended already. */
  readonly ended: () => boolean;
}

/** The origin of a product on this machine. */
export function localUrl(port: number): string {
  return `http://${HOST}:${port}`;
}

/** Starts a product in the background; nothing of our own environment is handed on. */
export function startProcess({ main, cwd, log, port, instance, env }: StartOptions): Started {
  const output = openSync(log, "a", 0o600);
  try {
    // The instance is an argument too: by it the process is found again in the list of processes.
    const child = spawn(process.execPath, [main, `--instance=${instance}`], {
      cwd,
      detached: true,
      stdio: ["ignore", output, output],
      env: { NODE_ENV: "production", PORT: String(port), HOST, INSTANCE: instance, ...env },
    });
    let ended = false;
    child.once("exit", () => {
      ended = true;
    });
    child.once("error", () => {
      ended = true;
    });
    child.unref();
    return { pid: child.pid ?? 0, ended: () => ended };
  } finally {
    closeSync(output);
  }
}

/** What answers on a port, when it is a product. */
export async function healthOn(port: number): Promise<Health | undefined> {
  try {
    const response = await fetch(`${localUrl(port)}/healthz`, {
      signal: AbortSignal.timeout(ANSWER_MS),
      redirect: "manual",
    });
    return HealthSchema.safeParse(await response.json()).data;
  } catch {
    // Nothing answers, or not what a product would: the same to the caller.
    return undefined;
  }
}

/** Waits until the instance answers on its port; false when it ends or stays silent. */
export async function becomesHealthy(
  { port, instance }: Pick<StartOptions, "port" | "instance">,
  started: Started,
  timeoutMs: number,
): Promise<boolean> {
  const deadline = performance.now() + timeoutMs;
  while (performance.now() < deadline && !started.ended()) {
    if ((await healthOn(port))?.instance === instance) return true;
    await delay(POLL_MS);
  }
  return false;
}

/** Ends the process of an instance, if there is one. Nothing else is ever signalled. Returns whether it is gone. */
export async function endProcess(instance: string, pid: number | null): Promise<boolean> {
  const found = pid !== null && isInstance(pid, instance) ? pid : findInstance(instance);
  if (found === undefined) return true;
  for (const signal of ["SIGTERM", "SIGKILL"] as const) {
    signalProcess(found, signal);
    const deadline = performance.now() + TERMINATE_MS;
    while (performance.now() < deadline) {
      if (!isInstance(found, instance)) return true;
      await delay(POLL_MS);
    }
  }
  return false;
}

function signalProcess(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    // It ended by itself in between.
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}

/** Whether a process runs that bears the name of the instance. */
export function isInstance(pid: number, instance: string): boolean {
  return commandLine(pid)?.includes(`--instance=${instance}`) ?? false;
}

function commandLine(pid: number): string | undefined {
  try {
    if (existsSync("/proc/self/cmdline")) return readFileSync(`/proc/${pid}/cmdline`, "utf8");
    return execFileSync("ps", ["-o", "command=", "-p", String(pid)], { encoding: "utf8" });
  } catch {
    // No such process (any more).
    return undefined;
  }
}

/** For the case that we were ended between starting a process and writing its number down. */
export function findInstance(instance: string): number | undefined {
  const numbers = existsSync("/proc/self/cmdline")
    ? readdirSync("/proc").filter((name) => /^\d+$/.test(name))
    : execFileSync("ps", ["-axo", "pid="], { encoding: "utf8" }).split("\n");
  return numbers.map((text) => Number(text.trim())).find((pid) => pid > 0 && isInstance(pid, instance));
}

/** Whether somebody could listen on a port of the loopback address now. */
export async function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once("error", () => resolve(false));
    probe.listen({ port, host: HOST, exclusive: true }, () => probe.close(() => resolve(true)));
  });
}

/** The same, within a time. */
export async function becomesFree(port: number, withinMs: number): Promise<boolean> {
  const deadline = performance.now() + withinMs;
  while (!(await isFree(port))) {
    if (performance.now() >= deadline) return false;
    await delay(POLL_MS);
  }
  return true;
}

/** The last lines of a log, for an error message. */
export function tail(file: string, lines = 12): string {
  return existsSync(file) ? readFileSync(file, "utf8").trimEnd().split("\n").slice(-lines).join("\n") : "";
}

export function entryOf(release: { readonly folder: string }): string {
  return join(release.folder, "dist/main.js");
}
