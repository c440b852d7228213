import type { TaskResult } from "../../state/task.ts";
import { hostOf, isLoopbackHost } from "../../tools/net/addresses.ts";

/** Hosts whose URLs count as deployments wherever they stand in an output (guide 10.3). */
const KNOWN_HOSTS = ["vercel.app", "onrender.com", "netlify.app"] as const;
const URL_IN_TEXT = /https?:\/\/[^\s"'<>()]+/g;

/**
 * Finds where the product runs (guide 10.3; design 3): `deployment_url`, else `preview_url`, else an `https://`
 * URL on a known host, else a local preview URL. Within each kind the latest completed task wins.
 */
export function extractDeploymentUrl(results: readonly TaskResult[]): string | null {
  const outputs = results
    .filter((result) => result.status === "completed")
    .map((result) => result.output)
    .toReversed();
  const fields = (name: string) => outputs.flatMap((output) => fieldValues(output, name)).find(isWebUrl);
  const found = fields("deployment_url") ?? fields("preview_url");
  if (found !== undefined) return found;
  const urls = outputs.flatMap(urlsIn);
  return urls.find(isOnKnownHost) ?? urls.find(isLocal) ?? null;
}

function fieldValues(value: unknown, name: string): string[] {
  if (typeof value !== "object" || value === null) return [];
  const own = !Array.isArray(value) && name in value ? (value as Record<string, unknown>)[name] : undefined;
  const nested = Object.values(value).flatMap((item) => fieldValues(item, name));
  return typeof own === "string" ? [own.trim(), ...nested] : nested;
}

function urlsIn(value: unknown): string[] {
  if (typeof value === "string")
    return (value.match(URL_IN_TEXT) ?? []).map((url) => url.replace(/[.,;:!?]+$/, ""));
  if (typeof value !== "object" || value === null) return [];
  return Object.values(value).flatMap(urlsIn);
}

function isWebUrl(text: string): boolean {
  const protocol = parse(text)?.protocol;
  return protocol === "https:" || protocol === "http:";
}

function isOnKnownHost(text: string): boolean {
  const url = parse(text);
  if (url?.protocol !== "https:") return false;
  return KNOWN_HOSTS.some((host) => url.hostname === host || url.hostname.endsWith(`.${host}`));
}

function isLocal(text: string): boolean {
  const url = parse(text);
  return url !== undefined && isLoopbackHost(hostOf(url));
}

function parse(text: string): URL | undefined {
  return URL.canParse(text) ? new URL(text) : undefined;
}
