import { type AgentProfile, AgentProfileSchema } from "../state/agent.ts";
import { GenesisError } from "../state/errors.ts";

/** The agents there are: one list for team, routing, execution and A2A. Prices are list prices in USD an hour. */
export const AGENT_CATALOGUE: readonly AgentProfile[] = [
  agent("builder", "Builds the product: pages, server and database.", {
    aliases: ["developer", "frontend_agent", "backend_agent", "engineer", "fullstack"],
    capabilities: ["frontend", "backend", "database", "auth", "architecture"],
    tier: "premium",
    price: 9,
    concurrency: 4,
  }),
  agent("deploy", "Releases the product and switches traffic to it.", {
    aliases: ["devops", "release"],
    capabilities: ["deployment", "monitoring"],
    tier: "standard",
    price: 6,
    concurrency: 1,
  }),
  agent("qa", "Tests features and the whole product, and checks accessibility.", {
    aliases: ["tester", "quality"],
    capabilities: ["testing", "accessibility", "security"],
    tier: "standard",
    price: 5,
    concurrency: 4,
  }),
  agent("product", "Writes user stories and decides what belongs to the MVP.", {
    aliases: ["product_manager", "pm"],
    capabilities: ["product-management", "documentation"],
    tier: "standard",
    price: 6,
    concurrency: 2,
  }),
  agent("ux", "Designs pages, flows and themes.", {
    aliases: ["designer", "ui"],
    capabilities: ["design", "accessibility", "frontend"],
    tier: "standard",
    price: 6,
    concurrency: 2,
  }),
  agent("content", "Writes and edits articles and keeps the content model.", {
    aliases: ["writer", "editor"],
    capabilities: ["content", "copywriting", "documentation"],
    tier: "economy",
    price: 3,
    concurrency: 3,
  }),
  agent("copywriter", "Writes headlines, offers and calls to action.", {
    aliases: ["copy"],
    capabilities: ["copywriting", "email"],
    tier: "economy",
    price: 3,
    concurrency: 3,
  }),
  agent("seo", "Makes pages findable: titles, sitemap, structured data.", {
    aliases: ["search"],
    capabilities: ["seo", "content"],
    tier: "economy",
    price: 3,
    concurrency: 3,
  }),
  agent("payments", "Builds checkout, subscriptions and payouts.", {
    aliases: ["billing", "finance"],
    capabilities: ["payments", "backend"],
    tier: "premium",
    price: 9,
    concurrency: 2,
  }),
  agent("support", "Answers users and writes help.", {
    aliases: ["customer_support", "helpdesk"],
    capabilities: ["support", "documentation"],
    tier: "economy",
    price: 2,
    concurrency: 4,
  }),
  agent("data", "Builds data ingest, metrics and charts.", {
    aliases: ["analyst", "data_engineer"],
    capabilities: ["analytics", "data-pipeline", "database"],
    tier: "standard",
    price: 7,
    concurrency: 2,
  }),
  agent("ml", "Trains and serves models: intents, forecasts, ranking.", {
    aliases: ["ml_engineer", "ai"],
    capabilities: ["machine-learning", "data-pipeline"],
    tier: "premium",
    price: 10,
    concurrency: 1,
  }),
  agent("devrel", "Writes API docs, quickstarts and SDK examples.", {
    aliases: ["developer_relations", "docs"],
    capabilities: ["documentation", "api-design"],
    tier: "standard",
    price: 5,
    concurrency: 2,
  }),
  agent("infra", "Runs gateways, limits and scaling.", {
    aliases: ["sre", "platform"],
    capabilities: ["infrastructure", "monitoring", "security", "api-design"],
    tier: "premium",
    price: 8,
    concurrency: 2,
  }),
  agent("marketing", "Plans campaigns, sequences and announcements.", {
    aliases: ["campaigns"],
    capabilities: ["marketing", "email", "copywriting"],
    tier: "economy",
    price: 4,
    concurrency: 3,
  }),
  agent("growth", "Finds and keeps users: launches, referrals, onboarding.", {
    aliases: ["social", "gtm"],
    capabilities: ["growth", "marketing", "analytics"],
    tier: "standard",
    price: 5,
    concurrency: 2,
  }),
  agent("integrations", "Connects other services and webhooks.", {
    aliases: ["connectors", "partner"],
    capabilities: ["integrations", "api-design", "backend"],
    tier: "standard",
    price: 7,
    concurrency: 2,
  }),
  agent("security", "Reviews sign-in, data protection and dependencies.", {
    aliases: ["appsec"],
    capabilities: ["security", "auth"],
    tier: "premium",
    price: 9,
    concurrency: 1,
  }),
];

interface Facts {
  readonly aliases: string[];
  readonly capabilities: string[];
  readonly tier: AgentProfile["tier"];
  readonly price: number;
  readonly concurrency: number;
}

function agent(agent_id: string, role: string, facts: Facts): AgentProfile {
  const name = `${agent_id[0]?.toUpperCase()}${agent_id.slice(1)} agent`;
  const { aliases, capabilities, tier, price, concurrency } = facts;
  return {
    agent_id,
    name,
    aliases,
    role,
    capabilities,
    tier,
    price_usd_per_hour: price,
    max_concurrency: concurrency,
  };
}

/** Finds an agent by its id or by one of its other spellings (design 4.4). */
export function resolveAgent(id: string, catalogue: readonly AgentProfile[]): AgentProfile | undefined {
  const wanted = id.toLowerCase();
  return catalogue.find(({ agent_id, aliases }) => agent_id === wanted || aliases.includes(wanted));
}

/** Throws CATALOGUE_INVALID when an agent is malformed or an id or alias names two agents. */
export function validateCatalogue(catalogue: readonly AgentProfile[]): void {
  const names = new Set<string>();
  for (const entry of catalogue) {
    const parsed = AgentProfileSchema.safeParse(entry);
    if (!parsed.success)
      throw invalid(`The agent "${entry.agent_id}" is invalid: ${parsed.error.issues[0]?.message}.`);
    for (const name of [entry.agent_id, ...entry.aliases]) {
      if (names.has(name)) throw invalid(`"${name}" names two agents.`);
      names.add(name);
    }
  }
}

function invalid(message: string): GenesisError {
  return new GenesisError("CATALOGUE_INVALID", message, {
    hint: "Correct the agent catalogue that was handed in.",
  });
}
