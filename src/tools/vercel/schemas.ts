import { z } from "zod";

/** The parts of Vercel's answers that are used (https://vercel.com/docs/rest-api); the rest is dropped. */
export const ProjectSchema = z.object({ id: z.string().min(1), name: z.string().min(1) });
export type Project = z.infer<typeof ProjectSchema>;

export const EnvListSchema = z.object({
  envs: z.array(z.object({ key: z.string(), type: z.string(), value: z.string().nullish() })),
});

export const DomainSchema = z.object({ name: z.string().min(1), verified: z.boolean() });
export type Domain = z.infer<typeof DomainSchema>;
export const DomainListSchema = z.object({ domains: z.array(DomainSchema) });

export const READY_STATES = [
  "QUEUED",
  "INITIALIZING",
  "BUILDING",
  "ANALYZING",
  "DEPLOYING",
  "BLOCKED",
  "READY",
  "ERROR",
  "CANCELED",
  "DELETED",
] as const;
const meta = z.record(z.string(), z.string()).nullish();

/** An answer of `/v13/deployments`. */
export const DeploymentSchema = z.object({
  id: z.string().min(1),
  url: z.string().min(1),
  readyState: z.enum(READY_STATES),
  alias: z.array(z.string()).nullish(),
  /** A time or a flag, once the addresses of the project lead to it. */
  aliasAssigned: z.union([z.boolean(), z.number()]).nullish(),
  aliasError: z.object({ code: z.string(), message: z.string() }).nullish(),
  errorCode: z.string().nullish(),
  errorMessage: z.string().nullish(),
  meta,
});
export type Deployment = z.infer<typeof DeploymentSchema>;

/** An answer of `/v6/deployments`. */
export const DeploymentListSchema = z.object({
  deployments: z.array(
    z.object({
      uid: z.string().min(1),
      created: z.number().nullish(),
      readyState: z.enum(READY_STATES).nullish(),
      state: z.enum(READY_STATES).nullish(),
      meta,
    }),
  ),
  pagination: z.object({ next: z.number().nullish() }).nullish(),
});
export type ListedDeployment = z.infer<typeof DeploymentListSchema>["deployments"][number];

export const EventListSchema = z.array(
  z.object({
    type: z.string(),
    text: z.string().nullish(),
    payload: z.object({ text: z.string().nullish() }).nullish(),
  }),
);

export const ErrorAnswerSchema = z.object({
  error: z.object({
    code: z.string().catch(""),
    message: z.string().catch(""),
    /** Of `missing_files`: SHA-1 of the files that have to be uploaded first. */
    missing: z.array(z.string()).optional().catch(undefined),
    limit: z.object({ reset: z.number().optional() }).optional().catch(undefined),
  }),
});
