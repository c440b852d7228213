import { z } from "zod";

/** The feature flags of guide 12, with their defaults. */
export const FLAG_DEFINITIONS = {
  orchestration_enabled: { default: true, description: "Enables v2.0 orchestration flow" },
  llm_integration_enabled: { default: true, description: "Allows GPT-4o idea generation" },
  a2a_integration_enabled: { default: false, description: "Use real agent network instead of simulation" },
  darwin_integration_enabled: { default: false, description: "Enables SE-Darwin evolution" },
  security_hardening_enabled: { default: true, description: "Enforces strict safety responses" },
  performance_optimizations_enabled: { default: true, description: "Activates DAAO routing heuristics" },
  emergency_shutdown: { default: false, description: "Rejects new tasks immediately" },
  maintenance_mode: { default: false, description: "Rejects tasks but allows safe completion" },
} as const satisfies Record<string, { default: boolean; description: string }>;

export type FlagName = keyof typeof FLAG_DEFINITIONS;
export const FLAG_NAMES = Object.keys(FLAG_DEFINITIONS) as FlagName[];
export const FLAG_ENV_PREFIX = "GENESIS_FLAG_";

export function isFlagName(name: string): name is FlagName {
  return Object.hasOwn(FLAG_DEFINITIONS, name);
}

/** Values of some flags, as the config file holds them. */
export const FlagValuesSchema = z.partialRecord(z.enum(FLAG_NAMES), z.boolean());
export type FlagValues = z.infer<typeof FlagValuesSchema>;
