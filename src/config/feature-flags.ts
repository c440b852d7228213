import { statSync } from "node:fs";
import {
  type Client,
  type EvaluationDetails,
  OpenFeature,
  type Provider,
  type ResolutionDetails,
  StandardResolutionReasons,
  TypeMismatchError,
} from "@openfeature/server-sdk";
import { GenesisError } from "../state/errors.ts";
import { type ConfigFile, readConfigFile, updateConfigFile } from "./config-file.ts";
import {
  FLAG_DEFINITIONS,
  FLAG_NAMES,
  type FlagName,
  type FlagValues,
  isFlagName,
} from "./flag-definitions.ts";

/** Where a flag's value came from; the first that has one wins: override, env, file, default. */
export type FlagSource = "override" | "env" | "file" | "default";

export interface FlagState {
  readonly name: FlagName;
  readonly value: boolean;
  readonly source: FlagSource;
  readonly description: string;
}

export interface FeatureFlagOptions {
  readonly fromEnv: FlagValues;
  readonly configFile: string;
  readonly overrides?: FlagValues;
}

let instances = 0;

/**
 * The feature flags of guide 12 behind OpenFeature. The config file is looked at on every evaluation and read
 * again when it changed, so a flag flipped by an operator reaches processes that already run.
 */
export class FeatureFlags {
  readonly #provider: LayeredProvider;
  readonly #client: Client;
  readonly #configFile: string;

  private constructor(provider: LayeredProvider, client: Client, configFile: string) {
    this.#provider = provider;
    this.#client = client;
    this.#configFile = configFile;
  }

  static async create(options: FeatureFlagOptions): Promise<FeatureFlags> {
    const provider = new LayeredProvider(options);
    const domain = `genesis-${++instances}`;
    await OpenFeature.setProviderAndWait(domain, provider);
    return new FeatureFlags(provider, OpenFeature.getClient(domain), options.configFile);
  }

  async isEnabled(name: FlagName): Promise<boolean> {
    const details = await this.#client.getBooleanDetails(name, FLAG_DEFINITIONS[name].default);
    // OpenFeature answers with the default when its provider fails; a shutdown that can't be read must not be missed.
    if (details.errorCode === undefined) return details.value;
    throw new GenesisError("FLAGS_UNREADABLE", details.errorMessage ?? `The flag ${name} can't be read.`, {
      category: "system",
      hint: `Mend or remove the config file ${this.#configFile}.`,
    });
  }

  /** All flags with value and source (guide 15.2). */
  async all(): Promise<FlagState[]> {
    return Promise.all(
      FLAG_NAMES.map(async (name) => {
        const details: EvaluationDetails<boolean> = await this.#client.getBooleanDetails(
          name,
          FLAG_DEFINITIONS[name].default,
        );
        const source = (details.variant ?? "default") as FlagSource;
        return { name, value: details.value, source, description: FLAG_DEFINITIONS[name].description };
      }),
    );
  }

  /** Changes a flag in this process only. */
  override(name: FlagName, value: boolean): void {
    this.#provider.overrides[name] = value;
  }

  /** Changes a flag for every process that shares the config file. */
  persist(name: FlagName, value: boolean): void {
    updateConfigFile(this.#configFile, (file) => ({ ...file, flags: { ...file.flags, [name]: value } }));
  }
}

class LayeredProvider implements Provider {
  readonly metadata = { name: "genesis-flags" };
  readonly runsOn = "server" as const;
  readonly overrides: FlagValues;
  readonly #fromEnv: FlagValues;
  readonly #configFile: string;
  #file: { stamp: string; flags: ConfigFile["flags"] } = { stamp: "never", flags: {} };

  constructor({ fromEnv, configFile, overrides }: FeatureFlagOptions) {
    this.#fromEnv = fromEnv;
    this.#configFile = configFile;
    this.overrides = { ...overrides };
  }

  async resolveBooleanEvaluation(key: string, fallback: boolean): Promise<ResolutionDetails<boolean>> {
    if (!isFlagName(key)) return { value: fallback, reason: StandardResolutionReasons.DEFAULT };
    const layers: [FlagSource, boolean | undefined][] = [
      ["override", this.overrides[key]],
      ["env", this.#fromEnv[key]],
      ["file", this.#fileFlags()[key]],
    ];
    for (const [source, value] of layers) {
      if (value !== undefined) return { value, variant: source, reason: StandardResolutionReasons.STATIC };
    }
    return { value: fallback, variant: "default", reason: StandardResolutionReasons.DEFAULT };
  }

  resolveStringEvaluation(): Promise<never> {
    throw new TypeMismatchError("Genesis flags are booleans");
  }

  resolveNumberEvaluation(): Promise<never> {
    throw new TypeMismatchError("Genesis flags are booleans");
  }

  resolveObjectEvaluation(): Promise<never> {
    throw new TypeMismatchError("Genesis flags are booleans");
  }

  #fileFlags(): FlagValues {
    const stats = statSync(this.#configFile, { throwIfNoEntry: false });
    const stamp = stats ? `${stats.mtimeMs}:${stats.size}:${stats.ino}` : "missing";
    if (stamp !== this.#file.stamp) this.#file = { stamp, flags: readConfigFile(this.#configFile).flags };
    return this.#file.flags;
  }
}
