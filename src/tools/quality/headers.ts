import { errorFinding, type Finding } from "./finding.ts";

const DIRECTIVES = ["default-src", "object-src", "base-uri", "form-action", "frame-ancestors"];
const UNSAFE = /'unsafe-(?:inline|eval)'|(?:^|\s)(?:\*|data:|https?:)(?=\s|$)/;

/** Whether a response carries the headers that protect its reader. `path` is that of the request. */
export function checkHeaders(headers: Headers, path: string, where: string): Finding[] {
  const wrong = [...commonHeaders(headers), ...cookieAttributes(headers.getSetCookie())];
  if ((headers.get("content-type") ?? "").startsWith("text/html")) wrong.push(...pageHeaders(headers, path));
  return wrong.map((message) => errorFinding("headers", where, message));
}

function commonHeaders(headers: Headers): string[] {
  return headers.get("x-content-type-options") === "nosniff"
    ? []
    : ["x-content-type-options is not nosniff."];
}

function pageHeaders(headers: Headers, path: string): string[] {
  const wrong: string[] = [];
  const policy = parsePolicy(headers.get("content-security-policy") ?? "");
  // Nothing at all covers plug-ins too.
  const covered = policy.get("default-src") === "'none'" ? "object-src" : undefined;
  const missing = DIRECTIVES.filter((name) => !policy.has(name) && name !== covered);
  if (missing.length > 0) wrong.push(`The content-security-policy has no ${missing.join(", ")}.`);
  const scripts = policy.get("script-src") ?? policy.get("default-src") ?? "";
  if (UNSAFE.test(scripts)) wrong.push(`The content-security-policy lets any script run: ${scripts}.`);
  // What is below /embed/ is there to be shown on other sites.
  if (!path.startsWith("/embed/")) {
    if (!/^(?:DENY|SAMEORIGIN)$/i.test(headers.get("x-frame-options") ?? "")) {
      wrong.push("x-frame-options is neither DENY nor SAMEORIGIN.");
    }
    const ancestors = policy.get("frame-ancestors");
    if (ancestors !== undefined && !/^'(?:none|self)'$/.test(ancestors)) {
      wrong.push(`The content-security-policy lets other sites frame the page: ${ancestors}.`);
    }
  }
  const referrer = headers.get("referrer-policy") ?? "";
  if (!/^(?:no-referrer|same-origin|strict-origin|strict-origin-when-cross-origin)$/.test(referrer)) {
    wrong.push(`referrer-policy is "${referrer}".`);
  }
  return wrong;
}

/** Every cookie is out of reach of scripts and of other sites; the checks speak https, so it is Secure too. */
function cookieAttributes(cookies: readonly string[]): string[] {
  return cookies.flatMap((cookie) => {
    const name = cookie.split("=", 1)[0];
    const attributes = cookie
      .split(";")
      .slice(1)
      .map((part) => part.trim().toLowerCase());
    const missing = [
      ...(attributes.includes("httponly") ? [] : ["HttpOnly"]),
      ...(attributes.some((one) => one === "samesite=lax" || one === "samesite=strict") ? [] : ["SameSite"]),
      ...(attributes.includes("secure") ? [] : ["Secure"]),
    ];
    return missing.length > 0 ? [`The cookie ${name} is not ${missing.join(", ")}.`] : [];
  });
}

function parsePolicy(policy: string): Map<string, string> {
  return new Map(
    policy
      .split(";")
      .map((directive) => directive.trim().split(/\s+/))
      .map(([name = "", ...sources]) => [name.toLowerCase(), sources.join(" ")]),
  );
}
