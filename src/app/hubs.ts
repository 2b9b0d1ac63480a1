// The two hubs, with the person's addresses and tokens over the product's list, and what they said kept in the cache.
import { join } from "node:path";
import { readAccess } from "../hubs/access.js";
import { createHuggingFace } from "../hubs/huggingface.js";
import { createModelScope } from "../hubs/modelscope.js";
import type { Hub } from "../ports/hubs.js";
import { parseYaml } from "../spec/yaml.js";
import { systemClock } from "../workspace/clock.js";
import type { Config } from "./config.js";
import type { Product } from "./product.js";

/** A look-up is worth one try of a few seconds: without an answer the recipe stands. */
const LIMITS = { attempts: 1, headMs: 5_000, idleMs: 5_000, longestWaitMs: 0 };

export async function openHubs(product: Product, config: Config, offline: boolean): Promise<readonly Hub[]> {
  const parsed = parseYaml((await product.read("knowledge/facts/addresses.yaml")) ?? "");
  const addresses = (parsed.ok ? parsed.data : {}) as Readonly<Record<string, string>>;
  const { huggingface, modelscope } = readAccess(config.hubEnv, {
    huggingface: addresses.huggingface ?? "",
    modelscope: addresses.modelscope ?? "",
  });
  const shared = { offline, folder: join(config.cacheDir, "hubs"), clock: systemClock, limits: LIMITS };
  return [createHuggingFace({ ...shared, ...huggingface }), createModelScope({ ...shared, ...modelscope })];
}
