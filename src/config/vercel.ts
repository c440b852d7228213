import { z } from "zod";
import { optionalText } from "./values.ts";

const NAME = /^(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}$/;

/** Settings of deployments to Vercel, besides those of src/config/connections.ts. */
export const VERCEL_ENV = {
  VERCEL_DOMAIN: optionalText.pipe(
    z.string().toLowerCase().regex(NAME, "must be a domain, such as apps.example.com").optional(),
  ),
};

export interface VercelConfig {
  /** Products become `<project>.<domain>`. */
  readonly domain: string | undefined;
}
