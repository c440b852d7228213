import { randomUUID } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { onTestFinished } from "vitest";
import { LocalHost } from "../../src/tools/local-host.ts";
import { type Artefact, Workspace } from "../../src/tools/workspace.ts";
import { temporaryFolder } from "./services.ts";

/** Stops every product of a home. A test that launches one must not leave its process behind. */
export async function stopProducts(home: string): Promise<void> {
  const host = new LocalHost();
  for (const workspace of Workspace.all(home)) await host.stop(workspace);
}

/** A home whose products are stopped after the test, or after those it was made for. */
export function productHome(after: (stop: () => Promise<void>) => void = onTestFinished): string {
  const home = temporaryFolder();
  after(() => stopProducts(home));
  return home;
}

/** Another one in each test file: a business takes its port by its id, and files run side by side. */
export const BUSINESS_ID: string = randomUUID();

/** The workspace of a business in a home. */
export function aWorkspace(home: string, businessId = BUSINESS_ID, businessName = "Ledger Loop"): Workspace {
  return Workspace.open({ home, businessId, businessName });
}

/** The smallest project that can be released: it answers /healthz as products do, and `body` everywhere else. */
export function tinyProject(workspace: Workspace, body: string, setup = ""): Artefact[] {
  const main = `import { createServer } from "node:http";
import { appendFileSync } from "node:fs";
import { join } from "node:path";
${setup}
const { PORT, HOST, INSTANCE, RELEASE, DATA_FOLDER = "" } = process.env;
appendFileSync(join(DATA_FOLDER, "starts.txt"), RELEASE + "\\n");
createServer((request, response) => {
  if (request.url === "/healthz") response.end(JSON.stringify({ status: "ok", instance: INSTANCE, release: RELEASE }));
  else if (request.url === "/env") response.end(JSON.stringify(process.env));
  else response.end(${JSON.stringify(body)});
}).listen(Number(PORT), HOST);
`;
  const files = new Map([
    ["src/main.ts", main],
    ["business.json", "{}\n"],
    ["package.json", '{ "type": "module" }\n'],
    ["public/tiny/a.txt", "a"],
  ]);
  return workspace.write(files, "scaffold");
}

/** Writes a file with its folders. */
export function put(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

/** Names in a folder; none when it is not there. */
export function namesIn(...parts: string[]): string[] {
  const folder = join(...parts);
  return existsSync(folder) ? readdirSync(folder).sort() : [];
}
