import { checkContrast } from "./contrast.ts";
import { Crawl } from "./crawl.ts";
import { type Check, errorFinding, type Finding } from "./finding.ts";
import { checkHeaders } from "./headers.ts";
import type { Person } from "./judge.ts";
import { PageChecks } from "./page-checks.ts";
import { PageReader } from "./page-reader.ts";
import { OWNER_KEY, openRelease, type ReleaseParts, type RunningRelease, textOf } from "./running-release.ts";
import { QualityVisitor } from "./visitor.ts";

const PASSWORD = "a long enough password 1";
const PUBLIC = ["/", "/help", "/privacy", "/robots.txt", "/sitemap.xml", "/healthz"];

export interface ProbeReport {
  readonly findings: readonly Finding[];
  /** Milliseconds by check. */
  readonly spent: Readonly<Partial<Record<Check, number>>>;
}

/**
 * Walks through a release as a visitor, as a user who signed up (with the accounts block) and as the owner; then once
 * more as a visitor, who sees what they made.
 */
export async function probe(parts: ReleaseParts, checks: ReadonlySet<Check>): Promise<ProbeReport> {
  const started = performance.now();
  const release = await openRelease(parts);
  const pages = pageChecks(release, checks);
  const reader = new PageReader(pages);
  const headers = new HeaderChecks();
  const findings: Finding[] = [];
  for (const [index, role] of rolesFor(release).entries()) {
    const visitor = new QualityVisitor(release.fetch, headers.look);
    const person: Person = {
      role,
      visitor,
      email: `quality-${index}@example.com`,
      password: PASSWORD,
      ownerKey: OWNER_KEY,
      firstTurn: index * 1_000,
    };
    const crawl = new Crawl(person, { reader, ...release });
    findings.push(...(await introduce(person, release)));
    findings.push(...(await crawl.walk(role === "owner" ? ["/owner", "/"] : PUBLIC)));
  }
  const css = await textOf(release.fetch, "/assets/site.css");
  release.close();
  findings.push(...checkContrast(css), ...headers.findings.values(), ...pages.findings);
  const inPages = [...pages.spent.values()].reduce((sum, ms) => sum + ms, 0);
  return {
    findings: once(findings.filter(({ check }) => checks.has(check))),
    spent: { ...Object.fromEntries(pages.spent), links: performance.now() - started - inPages },
  };
}

function rolesFor({ blocks }: RunningRelease): Person["role"][] {
  return ["visitor", ...(blocks.includes("accounts") ? ["user" as const] : []), "owner", "visitor"];
}

/** Makes everybody who they are: with the accounts block visitors have an account too, and are not signed in. */
async function introduce({ role, visitor, email }: Person, { blocks }: RunningRelease): Promise<Finding[]> {
  if (role !== "owner" && !blocks.includes("accounts")) return [];
  const [path, fields] =
    role === "owner"
      ? ["/owner/sign-in", { key: OWNER_KEY }]
      : ["/sign-up", { name: "Quality", email, password: PASSWORD }];
  const { status } = await visitor.post(path, new URLSearchParams(fields));
  const isIn = status < 400 && visitor.isSignedIn();
  if (role === "visitor") visitor.signOut();
  if (isIn) return [];
  return [errorFinding("forms", `POST ${path}`, `Signing in does not work: it answers ${status}.`)];
}

function pageChecks({ fetch }: RunningRelease, checks: ReadonlySet<Check>): PageChecks {
  const sizes = new Map<string, Promise<number>>();
  const sizeOf = (path: string) => {
    const size = sizes.get(path) ?? textOf(fetch, path).then((text) => Buffer.byteLength(text));
    sizes.set(path, size);
    return size;
  };
  return new PageChecks({ checks, sizeOf, now: () => performance.now() });
}

/** What is missing is mostly missing everywhere; it is told for the first response. */
class HeaderChecks {
  readonly findings = new Map<string, Finding>();

  readonly look = (path: string, response: Response): void => {
    for (const finding of checkHeaders(response.headers, path, path)) {
      if (!this.findings.has(finding.message)) this.findings.set(finding.message, finding);
    }
  };
}

/** The same fault may be met by several people; it is told for the first. */
function once(findings: readonly Finding[]): Finding[] {
  const plain = (where: string) => where.replace(/ as \w+$/, "");
  return [
    ...new Map(
      [...findings].reverse().map((one) => [`${one.check} ${plain(one.where)} ${one.message}`, one]),
    ).values(),
  ].reverse();
}
