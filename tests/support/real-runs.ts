import { onTestFinished } from "vitest";
import { createGenesis, type Genesis } from "../../src/genesis.ts";
import type { GenesisOptions } from "../../src/genesis-options.ts";
import { LocalHost } from "../../src/tools/local-host.ts";
import { Workspace } from "../../src/tools/workspace.ts";
import { silent, temporaryFolder } from "./services.ts";

/**
 * Genesis that builds and launches real products, in a home whose products are stopped after the test. Only when
 * `checked`, each release is checked as a user's is, which takes seconds.
 */
export async function realGenesis(
  options: GenesisOptions = {},
  home = temporaryFolder(),
  { checked = false }: { readonly checked?: boolean } = {},
): Promise<{ genesis: Genesis; home: string }> {
  const env = {
    ...{ GENESIS_HOME: home, GENESIS_EXECUTION_MODE: "real" },
    GENESIS_QUALITY_CHECKS: String(checked),
  };
  const genesis = await createGenesis({ sources: { env }, log: silent, ...options });
  onTestFinished(async () => {
    await genesis.close();
    for (const workspace of Workspace.all(home)) await new LocalHost().stop(workspace);
  });
  return { genesis, home };
}

/** A person at a product: keeps the cookies, follows no redirects, and says where its requests come from. */
export class Visitor {
  readonly #origin: string;
  readonly #cookies = new Map<string, string>();

  constructor(origin: string) {
    this.#origin = origin;
  }

  async get(path: string): Promise<{ status: number; text: string; location: string | null }> {
    return this.#fetch(path, {});
  }

  async submit(path: string, fields: Record<string, string>) {
    return this.#fetch(path, { method: "POST", body: new URLSearchParams(fields) });
  }

  async #fetch(path: string, init: RequestInit) {
    const cookie = [...this.#cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    const headers = { cookie, origin: this.#origin };
    const response = await fetch(this.#origin + path, { ...init, headers, redirect: "manual" });
    for (const line of response.headers.getSetCookie()) {
      const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      this.#cookies.set(name, value);
    }
    return {
      status: response.status,
      text: await response.text(),
      location: response.headers.get("location"),
    };
  }
}
