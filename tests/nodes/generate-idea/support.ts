import { type Archetype, ArchetypeSchema } from "../../../src/state/archetype.ts";
import type { SimilarBusiness } from "../../../src/state/idea.ts";

/** An archetype with idea seeds of the size the built-in ones have. */
export function anArchetype(differences: Partial<Archetype> = {}): Archetype {
  return ArchetypeSchema.parse({
    business_type: "repair_shop",
    title: "Repair Booking Tool",
    description: "Booking and tracking of repairs for local workshops.",
    monetization: "Freemium, $19/mo",
    signature_features: ["Online booking", "Repair status page"],
    typical_features: [
      "Online booking",
      "Repair status page",
      "Stripe checkout",
      "Reviews",
      "Parts list",
      "Chat",
    ],
    tech_stack: ["Next.js", "Postgres"],
    required_agents: ["builder"],
    success_metrics: { bookings_a_week: "> 20" },
    target_market: "Local workshops",
    estimated_time: "2 weeks",
    difficulty: "Standard",
    traits: { customer_facing: true, go_to_market_heavy: false, commerce: true },
    idea: {
      audiences: ["bicycle shops", "watchmakers", "tailors", "piano tuners", "camera repairers", "luthiers"],
      problems: [
        "stop losing tickets",
        "answer fewer phone calls",
        "order parts on time",
        "get paid at pick-up",
      ],
      name_roots: [
        "Bench",
        "Spanner",
        "Mend",
        "Torque",
        "Stitch",
        "Gear",
        "Splice",
        "Rivet",
        "Patch",
        "Tinker",
      ],
      name_suffixes: ["ly", "Desk", "Flow", "Hub", "Works", "Loop"],
      angles: ["It works over text messages", "Every ticket has a photo.", "Prices are fixed in advance."],
    },
    ...differences,
  });
}

export function withoutSeeds(archetype: Archetype): Archetype {
  const { idea: _removed, ...rest } = archetype;
  return rest;
}

export function aSimilarBusiness(differences: Partial<SimilarBusiness> = {}): SimilarBusiness {
  return {
    business_id: "b1",
    business_type: "repair_shop",
    name: "Old Mender",
    description: "Mends what is old.",
    success: true,
    features: ["Parts list"],
    team: ["builder"],
    lesson: "Let customers upload a photo.",
    failures: [],
    relevance: 0.5,
    ...differences,
  };
}
