/** What takes the place of a credential. */
export const REDACTED = "[redacted]";

/** Credentials that can be told by their shape, wherever they stand in a text. */
const SECRET_SHAPES: readonly RegExp[] = [
  /\b(?:sk|pk|rk)[-_](?:live|test|proj|svcacct|ant)?[-_]?[A-Za-z0-9_-]{8,}/g,
  /\bwhsec_[A-Za-z0-9]{8,}/g,
  /\b(?:ghp|gho|ghs|ghu|github_pat)_[A-Za-z0-9_]{16,}/g,
  /\bAKIA[0-9A-Z]{16}\b/g,
  /\blsv2_[A-Za-z0-9_]{8,}/g,
  /\bxox[abprs]-[A-Za-z0-9-]{8,}/g,
  /\beyJ[A-Za-z0-9_-]{4,}\.[A-Za-z0-9_-]{4,}\.[A-Za-z0-9_-]{4,}/g,
  /-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g,
];
const BEARER = /\b(Bearer|Basic)\s+[A-Za-z0-9._~+/=-]{8,}/gi;
const URL_PASSWORD = /([a-z][a-z0-9+.-]*:\/\/[^\s:/@]*):[^\s@/]+@/gi;
const ASSIGNMENT =
  /\b([A-Za-z0-9_-]*(?:api[-_]?key|token|secret|password|passwd|authorization))(["']?\s*[=:]\s*["']?)([^\s"',;&}]{4,})/gi;
const SECRET_FIELD = /(?:api[-_]?key|token|secret|password|passwd|credential|authorization|cookie)$/i;

/**
 * Something of every credential above, for each kind of them. Most texts have none of it, and are only looked at. Without
 * `\b`, for a sign may be in more than a credential, but never in less.
 */
const SHAPE_SIGN = /[spr]k[-_]|whsec_|gh[opsu]_|github_pat_|AKIA|lsv2_|xox|eyJ|-----BEGIN/;
const BEARER_SIGN = /bearer|basic/i;
const ASSIGNMENT_SIGN = /(?:key|token|secret|password|passwd|authorization)["']?\s*[=:]/i;

/** No credential, nor any assignment of one, is shorter. */
const SHORTEST = 8;

/** Removes credentials from a text: known shapes, `Bearer ...`, `user:password@`, `api_key=...`. */
export function redactText(text: string): string {
  if (text.length < SHORTEST) return text;
  let clean = text;
  if (SHAPE_SIGN.test(clean)) for (const shape of SECRET_SHAPES) clean = clean.replace(shape, REDACTED);
  if (BEARER_SIGN.test(clean)) clean = clean.replace(BEARER, `$1 ${REDACTED}`);
  if (clean.includes("://")) clean = clean.replace(URL_PASSWORD, `$1:${REDACTED}@`);
  return ASSIGNMENT_SIGN.test(clean) ? clean.replace(ASSIGNMENT, `$1$2${REDACTED}`) : clean;
}

/** A copy of a JSON-like value without credentials: in every string, and whole under telling field names. */
export function redact(value: unknown): unknown {
  return redactWithin(value, new Set());
}

/** `above`: the objects that the value stands in. Only those make a circle; what is merely shared is copied twice. */
function redactWithin(value: unknown, above: Set<object>): unknown {
  if (typeof value === "string") return redactText(value);
  if (typeof value !== "object" || value === null) return value;
  if (above.has(value)) return "[circular]";
  above.add(value);
  const clean = redactObject(value, above);
  above.delete(value);
  return clean;
}

function redactObject(value: object, above: Set<object>): unknown {
  if (value instanceof Error) {
    return { name: value.name, message: redactText(value.message), stack: redactText(value.stack ?? "") };
  }
  if (Array.isArray(value)) return value.map((item) => redactWithin(item, above));
  const json: unknown = "toJSON" in value && typeof value.toJSON === "function" ? value.toJSON() : value;
  if (typeof json !== "object" || json === null) return redactWithin(json, above);
  return Object.fromEntries(
    Object.entries(json).map(([key, item]) => {
      const hidden = SECRET_FIELD.test(key) && typeof item === "string" && item !== "";
      return [key, hidden ? REDACTED : redactWithin(item, above)];
    }),
  );
}

/** A copy of a record whose texts (outputs, messages of workers) carry no credentials. */
export function redactRecord<T extends object>(record: T): T {
  return redact(record) as T;
}

/** The credentials in a text that can be told by their shape, as they stand there. */
export function findSecrets(text: string): string[] {
  return [...SECRET_SHAPES, URL_PASSWORD].flatMap((shape) => text.match(shape) ?? []);
}
