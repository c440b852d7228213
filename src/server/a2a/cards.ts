import { A2A_PROTOCOL_VERSION, AgentCard } from "@a2a-js/sdk";
import type { AgentProfile } from "../../state/agent.ts";
import type { Archetype } from "../../state/archetype.ts";

export interface CardFacts {
  /** Where clients reach the server; no slash at the end. */
  readonly baseUrl: string;
  /** Path of the agent's endpoints, such as /a2a/agents/qa. */
  readonly path: string;
  readonly version: string;
  /** Whether clients need a token. */
  readonly secured: boolean;
}

interface Described {
  readonly name: string;
  readonly description: string;
  readonly skills: readonly Record<string, unknown>[];
}

const MODES = ["text/plain", "application/json"];

/** The agent card, from its spec JSON. */
export function agentCard({ name, description, skills }: Described, facts: CardFacts): AgentCard {
  const { baseUrl, path, version, secured } = facts;
  const endpoint = (protocolBinding: string, url: string) => ({
    url,
    protocolBinding,
    protocolVersion: A2A_PROTOCOL_VERSION,
  });
  return AgentCard.fromJSON({
    name,
    description,
    version,
    supportedInterfaces: [
      endpoint("JSONRPC", `${baseUrl}${path}`),
      endpoint("HTTP+JSON", `${baseUrl}${path}/rest`),
    ],
    provider: { organization: "Genesis", url: baseUrl },
    capabilities: { streaming: true, pushNotifications: true, extendedAgentCard: true },
    defaultInputModes: MODES,
    defaultOutputModes: MODES,
    skills,
    ...(secured && {
      securitySchemes: {
        bearer: { httpAuthSecurityScheme: { scheme: "Bearer", description: "The server's token." } },
      },
      securityRequirements: [{ schemes: { bearer: { list: [] } } }],
    }),
  });
}

/** The meta-agent, as everybody may see it. */
export function metaAgent(types: readonly string[]): Described {
  return {
    name: "Genesis",
    description:
      "Takes a business idea to a launched product: idea, team, plan, safety gate, approval, execution, release.",
    skills: [
      {
        id: "create-business",
        name: "Create a business",
        description: `Send a data part with a BusinessRequest, or a text "type: description". Types: ${types.join(", ")}.`,
        tags: ["business", "saas", "mvp", ...types],
        examples: ["saas_tool: invoices for plumbers", '{"business_type":"marketplace","autonomous":false}'],
        inputModes: MODES,
        outputModes: ["application/json"],
      },
    ],
  };
}

/** What those who have the token see besides: each kind of business. */
export function extendedMetaAgent(archetypes: readonly Archetype[]): Described {
  const open = metaAgent(archetypes.map(({ business_type }) => business_type));
  const skills = archetypes.map(({ business_type, title, description }) => ({
    id: `create-${business_type}`,
    name: title,
    description,
    tags: ["business", business_type],
    examples: [business_type],
    inputModes: MODES,
    outputModes: ["application/json"],
  }));
  return { ...open, skills: [...open.skills, ...skills] };
}

/** An agent of the catalogue: each capability is a skill. */
export function catalogueAgent({
  agent_id,
  name,
  role,
  capabilities,
  tier,
  aliases,
}: AgentProfile): Described {
  return {
    name,
    description: `${role} Takes one data part with a WorkOrder for agent_id "${agent_id}".`,
    skills: capabilities.map((capability) => ({
      id: capability,
      name: capability.replaceAll("-", " "),
      description: `${role} Capability: ${capability}.`,
      tags: [capability, agent_id, `tier:${tier}`, ...aliases],
      examples: [],
      inputModes: ["application/json"],
      outputModes: ["application/json"],
    })),
  };
}
