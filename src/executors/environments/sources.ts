// Where packages may come from: indexes and folders or pages of links, as the user set them and as the profile adds.
import { fileURLToPath } from "node:url";
import { isOn, listOf, type PipSettings } from "./pip-settings.js";

export interface Source {
  readonly kind: "default" | "extra" | "links" | "torch";
  /** As the user wrote it, credentials included; "" = the installer's own default index. */
  readonly address: string;
}

type Env = Readonly<Record<string, string>>;

/** The user's sources; what is set for uv itself wins over what is set for pip. */
export function userSources(pip: PipSettings, env: Env): readonly Source[] {
  const links = [...listOf(pip["find-links"]), ...(env.UV_FIND_LINKS ?? "").split(",").filter(Boolean)];
  const linkSources = [...new Set(links)].map((address): Source => ({ kind: "links", address }));
  if (isOn(pip["no-index"])) return linkSources;
  const main = env.UV_DEFAULT_INDEX ?? env.UV_INDEX_URL ?? pip["index-url"] ?? "";
  const forUv = [...listOf(env.UV_INDEX), ...listOf(env.UV_EXTRA_INDEX_URL)];
  const extra = forUv.length > 0 ? forUv : listOf(pip["extra-index-url"]);
  const extraSources = [...new Set(extra)].map((address): Source => ({ kind: "extra", address }));
  return [{ kind: "default", address: main }, ...extraSources, ...linkSources];
}

/** Folder that a local source names, or null when it lies on a network. */
export function localFolder(address: string): string | null {
  const url = plainAddress(address);
  if (url.startsWith("file:")) return fileURLToPath(url);
  return /^\w+:\/\//.test(url) || url === "" ? null : url;
}

/** uv lets an index carry a name in front: `name=https://…`. */
export function plainAddress(address: string): string {
  return address.replace(/^[\w-]+=(?=\w+:)/, "");
}
