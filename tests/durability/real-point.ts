import { z } from "zod";

/**
 * Places on the way to a product at which a file appears under its final name: the process is killed right before or
 * right after. `path` is matched against the end of that name, `nth` counts the matches.
 */
export const PLACES = {
  source: {
    path: /\/project\/src\/kit\/[^/]+$/,
    nth: 10,
    before: "scaffold-project: in the middle of its files",
  },
  record: { path: /\/artefacts\.json$/, nth: 6, before: "a task's files written, not recorded" },
  building: { path: /\/releases\/\.1-\d+\/public$/, nth: 1, before: "sources compiled, release incomplete" },
  release: { path: /\/releases\/1$/, nth: 1, before: "release compiled, not named", after: "release named" },
  starting: {
    path: /\/deployment\.json$/,
    nth: 1,
    before: "nothing launched",
    after: "launch intended, no process",
  },
  current: { path: /\/current$/, nth: 1, before: "process answers, not switched" },
  running: {
    path: /\/deployment\.json$/,
    nth: 2,
    before: "switched, not recorded",
    after: "launch recorded, no receipt",
  },
} as const;

export const RealPointSchema = z.discriminatedUnion("at", [
  z.strictObject({
    at: z.literal("file"),
    place: z.enum(Object.keys(PLACES) as [keyof typeof PLACES]),
    when: z.enum(["before", "after"]),
  }),
  z.strictObject({ at: z.literal("task"), task: z.string(), when: z.enum(["before", "effect", "result"]) }),
  z.strictObject({ at: z.literal("never") }),
]);
export type RealPoint = z.infer<typeof RealPointSchema>;
