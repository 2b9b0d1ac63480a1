// Where each hub is asked and with which token: the person's variables over the product's one list of addresses.
import type { HubName } from "../ports/hubs.js";
import { HUB_VARIABLES } from "./failure.js";

export interface HubAccess {
  readonly endpoint: string;
  /** "" = none. */
  readonly token: string;
}

/** The names of variables that belong to hubs: what config hands down, and nothing else. */
export const HUB_ENVIRONMENT: readonly string[] = Object.values(HUB_VARIABLES).flatMap(({ endpoint, token }) => [
  endpoint,
  token,
]);

export function readAccess(
  env: Readonly<Record<string, string | undefined>>,
  addresses: Readonly<Record<HubName, string>>,
): Readonly<Record<HubName, HubAccess>> {
  const of = (hub: HubName): HubAccess => {
    const { endpoint, token } = HUB_VARIABLES[hub];
    return { endpoint: env[endpoint]?.trim() || addresses[hub], token: env[token]?.trim() ?? "" };
  };
  return { huggingface: of("huggingface"), modelscope: of("modelscope") };
}
