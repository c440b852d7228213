import { AgentCard } from "@a2a-js/sdk";
import { z } from "zod";
import type { AgentProfile } from "../../state/agent.ts";
import { a2aFault, quoted } from "./faults.ts";
import { checkUrl } from "./guarded-fetch.ts";

/** Bytes of an agent card, at most. */
export const MAX_CARD_BYTES = 262_144;

const text = z.string().max(4_000);
const name = z.string().max(300);

/** The fields of an A2A v1.0 agent card that are relied on; others are kept by the SDK or ignored. */
const CardSchema = z.object({
  name: name.min(1),
  description: text.default(""),
  version: name.default(""),
  supportedInterfaces: z
    .array(
      z.object({
        url: z.string().min(1).max(2_000),
        protocolBinding: z.string().min(1).max(100),
        protocolVersion: z.string().min(1).max(20),
        tenant: z.string().max(300).default(""),
      }),
    )
    .min(1)
    .max(20),
  capabilities: z.object({ streaming: z.boolean().default(false) }).default({ streaming: false }),
  skills: z
    .array(z.object({ id: name.min(1), name, tags: z.array(name).max(100).default([]) }))
    .max(500)
    .default([]),
});
type Card = z.infer<typeof CardSchema>;

/** The bindings that are spoken, best first. */
const BINDINGS = ["JSONRPC", "HTTP+JSON"] as const;

/** How one agent is spoken to. */
export interface AgentEndpoint {
  readonly name: string;
  readonly version: string;
  readonly url: string;
  readonly binding: (typeof BINDINGS)[number];
  readonly tenant: string;
  readonly streaming: boolean;
  readonly skills: readonly { readonly id: string; readonly tags: readonly string[] }[];
  /** As the SDK has it. */
  readonly card: AgentCard;
}

/**
 * What a card says, if it can be believed and spoken to. `from`: where it was fetched, whose origin its interface must
 * have. Throws A2A_CARD_INVALID, A2A_CARD_REFUSED.
 */
export function readCard(json: unknown, from: URL): AgentEndpoint {
  const parsed = CardSchema.safeParse(json);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw a2aFault("A2A_CARD_INVALID", `Its card: ${issue?.path.join(".")}: ${issue?.message}.`);
  }
  const { protocolBinding, ...spoken } = chooseInterface(parsed.data);
  const url = interfaceUrl(spoken.url, from);
  return {
    name: parsed.data.name,
    version: parsed.data.version,
    url,
    binding: protocolBinding,
    tenant: spoken.tenant,
    streaming: parsed.data.capabilities.streaming,
    skills: parsed.data.skills.map(({ id, tags }) => ({ id, tags })),
    card: AgentCard.fromJSON(json),
  };
}

function chooseInterface({ supportedInterfaces }: Card) {
  for (const protocolBinding of BINDINGS) {
    const found = supportedInterfaces.find(
      (one) =>
        one.protocolBinding.toUpperCase() === protocolBinding && /^1(\.\d+)*$/.test(one.protocolVersion),
    );
    if (found) return { ...found, protocolBinding };
  }
  const offered = supportedInterfaces
    .map((one) => `${one.protocolBinding} ${one.protocolVersion}`)
    .join(", ");
  throw a2aFault("A2A_CARD_REFUSED", `It speaks ${quoted(offered)}; wanted: ${BINDINGS.join(" or ")} 1.x.`);
}

/** A card can't send anybody elsewhere: the token would go along, and requests from inside reach what others can't. */
function interfaceUrl(text: string, from: URL): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.username !== "" || url.password !== "") {
    throw a2aFault(
      "A2A_CARD_INVALID",
      `Its card has an interface at ${quoted(text)}, which is no URL to use.`,
    );
  }
  if (url.origin !== from.origin) {
    const where = `${quoted(url.origin)}, and not at ${from.origin}`;
    throw a2aFault("A2A_CARD_REFUSED", `Its card has its interface at ${where}, where the card is.`);
  }
  checkUrl(url, from);
  return url.href;
}

/** Whether an agent stands for one of the catalogue by what its skills say: by name (best), by capability, or not. */
export function matchOf(
  { skills }: Pick<AgentEndpoint, "skills">,
  profile: Pick<AgentProfile, "agent_id" | "aliases">,
  capabilities: readonly string[],
): "name" | "capability" | undefined {
  const words = new Set(skills.flatMap(({ id, tags }) => [id, ...tags]).map((word) => word.toLowerCase()));
  if ([profile.agent_id, ...profile.aliases].some((one) => words.has(one))) return "name";
  const able = capabilities.length > 0 && capabilities.every((one) => words.has(one));
  return able ? "capability" : undefined;
}
