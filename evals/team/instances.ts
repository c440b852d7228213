import { z } from "zod";
import { createRandom, hashSeed, type Random } from "../../src/state/random.ts";

/** One team to compose, in plain JSON: also the form of a line of `--test FILE`. */
export const TeamInstanceSchema = z.strictObject({
  family: z.string(),
  agents: z
    .array(
      z.strictObject({
        id: z.string().regex(/^[a-z][a-z0-9_]*$/),
        capabilities: z.array(z.string()).min(1),
        price: z.number().min(0),
      }),
    )
    .min(3)
    .max(30),
  /** Ids of agents that must be on the team. */
  roles: z.array(z.string()),
  /** Each is to be filled by one single member. */
  needs: z.array(z.array(z.string()).min(1)),
  /** Joint successes and failures of pairs. */
  joint: z.array(
    z.strictObject({
      pair: z.tuple([z.string(), z.string()]),
      successes: z.int().min(0),
      failures: z.int().min(0),
    }),
  ),
  /** `price` per USD an hour, `member` each, `pair` c of Hamilton's rule, `benefit` scale of b. */
  weights: z.strictObject({
    price: z.number().min(0),
    member: z.number().min(0),
    pair: z.number().min(0),
    benefit: z.number().min(0),
    base_relatedness: z.number().min(0).max(1),
  }),
});
export type TeamInstance = z.infer<typeof TeamInstanceSchema>;

/** Kinds of difficulty, each a quarter of the instances. */
const FAMILIES: Readonly<Record<string, { benefit: number; pair: number; density: number; tied: boolean }>> =
  {
    // Weighted set cover with many ties: prices in steps of a dollar, kinship as weak as in the product.
    cover: { benefit: 0.01, pair: 0.0005, density: 0.5, tied: true },
    // A pair weighs about as much as a member: every choice depends on the others.
    balanced: { benefit: 0.12, pair: 0.003, density: 0.7, tied: false },
    // Pairs outweigh prices: the best roster is a cluster of kin that still covers everything.
    kin: { benefit: 0.5, pair: 0.01, density: 0.9, tied: false },
    // Strong ties and strong grudges: many local optima far from each other.
    rivals: { benefit: 1.2, pair: 0.002, density: 1, tied: true },
  };

/** A seeded instance: 8 to 24 agents, half of them 20 or more, and 5 to 12 required capabilities. */
export function teamInstance(seed: number): TeamInstance {
  const random = createRandom(hashSeed("team-instance", seed));
  const families = Object.keys(FAMILIES);
  const family = families[seed % families.length] as string;
  const { benefit, pair, density, tied } = FAMILIES[family] as (typeof FAMILIES)[string];
  const size = random.next() < 0.5 ? 20 + random.int(5) : 8 + random.int(12);
  const required = Array.from({ length: 5 + random.int(8) }, (_, index) => `c${index}`);
  // Capabilities that nobody asks for make agents kin without covering anything.
  const pool = [...required, "x0", "x1", "x2"];
  const agents = Array.from({ length: size }, (_, index) => {
    const capabilities = random.shuffle(pool).slice(0, 1 + random.int(4));
    return { id: `a${index}`, capabilities, price: priceOf(capabilities.length, tied, random) };
  });
  for (const capability of required) {
    if (!agents.some((agent) => agent.capabilities.includes(capability)))
      random.pick(agents).capabilities.push(capability);
  }
  const ids = agents.map((agent) => agent.id);
  return {
    family,
    agents,
    roles: random.shuffle(ids).slice(0, random.int(4)),
    needs: [...required.map((capability) => [capability]), ...jointNeeds(agents, random)],
    joint: randomHistory(ids, density, random),
    weights: { price: 0.001, member: 0.01, pair, benefit, base_relatedness: 0.1 },
  };
}

/** Dearer with every capability, so that a dollar buys about the same everywhere. */
function priceOf(capabilities: number, tied: boolean, random: Random): number {
  const price = 2 * capabilities + 4 * random.next();
  return tied ? Math.round(price) : Math.round(price * 100) / 100;
}

/** Up to three needs of two capabilities that one agent must hold together. */
function jointNeeds(agents: TeamInstance["agents"], random: Random): string[][] {
  const versatile = agents.filter(({ capabilities }) => capabilities.length >= 2);
  return Array.from({ length: versatile.length === 0 ? 0 : random.int(4) }, () =>
    random.pick(versatile).capabilities.slice(0, 2),
  );
}

function randomHistory(ids: readonly string[], density: number, random: Random): TeamInstance["joint"] {
  const history: TeamInstance["joint"] = [];
  for (const [index, one] of ids.entries()) {
    for (const other of ids.slice(index + 1)) {
      if (random.next() >= density) continue;
      const trials = 1 + random.int(20);
      const successes = random.int(trials + 1);
      history.push({ pair: [one, other], successes, failures: trials - successes });
    }
  }
  return history;
}
