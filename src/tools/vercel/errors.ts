import { GenesisError } from "../../state/errors.ts";

/** Where in a deployment something happened. */
export type Stage =
  | "files"
  | "project"
  | "settings"
  | "domain"
  | "upload"
  | "create"
  | "build"
  | "alias"
  | "site"
  | "look up"
  | "remove";

const HINTS = {
  VERCEL_AUTH: "Check VERCEL_TOKEN: it has to be valid, and its scope has to include the team.",
  VERCEL_NOT_FOUND: "Check VERCEL_TEAM_ID, and that VERCEL_TOKEN may see that team.",
  VERCEL_PAYMENT: "The Vercel account has to be paid or is at its plan's limit: look at its billing page.",
  VERCEL_NAME_TAKEN: "Rename or remove that project at Vercel, or give the business another name.",
  VERCEL_RATE_LIMITED: "Wait until the limit is reset, then run: genesis resume --all",
  VERCEL_UNAVAILABLE: "Look at https://www.vercel-status.com and the network, then try again.",
  VERCEL_REFUSED: "Correct what the message names; the same request would be refused again.",
  VERCEL_ANSWER_INVALID: "Check VERCEL_API_URL: something other than Vercel's API answered.",
  VERCEL_LIMIT: "Make the project smaller: remove large files from public/.",
  VERCEL_SECRET_IN_FILES: "Take the secret out of that file; secrets belong in the settings of the project.",
  VERCEL_BUILD_FAILED: "Read the build log at Vercel, correct the project, and deploy again.",
  VERCEL_CANCELED: "Somebody stopped the deployment at Vercel; deploy again when that is settled.",
  VERCEL_TIMEOUT: "Look at the deployment at Vercel; try again when its builds are quick again.",
  VERCEL_SITE_INVALID: "Open the URL and the function log at Vercel, correct the product, and deploy again.",
  VERCEL_SITE_PROTECTED:
    "Switch off Deployment Protection for production at Vercel (Settings, Deployment Protection).",
} as const;
export type VercelErrorCode = keyof typeof HINTS;

/** Longest part of what the other side said that is passed on, in characters. */
export const MAX_DETAIL = 300;

/** An error of a deployment to Vercel. `message` must be free of credentials. */
export function vercelError(
  code: VercelErrorCode,
  stage: Stage,
  message: string,
  cause?: unknown,
): GenesisError {
  const own = code === "VERCEL_LIMIT" || code === "VERCEL_SECRET_IN_FILES";
  return new GenesisError(code, `Vercel, stage "${stage}": ${message}`, {
    category: own ? "system" : "third_party",
    hint: HINTS[code],
    retryable: code === "VERCEL_UNAVAILABLE",
    cause,
  });
}
