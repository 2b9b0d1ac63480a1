// Tells uv and pip the same things: sources that answered, proxy, certificates, constraints, time-outs.
import { isOn, listOf, type PipSettings } from "./pip-settings.js";
import { commonEnv, reach } from "./reach.js";
import { plainAddress, type Source } from "./sources.js";

type Env = Readonly<Record<string, string>>;

/** Variables that are decided here and therefore not handed on. */
const DECIDED = ["UV_DEFAULT_INDEX", "UV_INDEX_URL", "UV_INDEX", "UV_EXTRA_INDEX_URL", "UV_FIND_LINKS", "UV_CACHE_DIR"];

/** Addresses stand in variables, never in arguments: they may hold credentials, and arguments are recorded. */
export function uvEnv(env: Env, pip: PipSettings, sources: readonly Source[], cache: string): Record<string, string> {
  const own = Object.entries(env).filter(([name]) => name.startsWith("UV_") && !DECIDED.includes(name));
  const { main, extra, links } = split(sources);
  return {
    ...commonEnv(env),
    ...reach(pip),
    ...named("UV_HTTP_TIMEOUT", pip.timeout),
    ...named("UV_HTTP_RETRIES", pip.retries),
    ...named("UV_CONSTRAINT", pip.constraint),
    ...named("UV_INSECURE_HOST", pip["trusted-host"]),
    ...named("UV_KEYRING_PROVIDER", pip["keyring-provider"]),
    ...named("SSL_CLIENT_CERT", pip["client-cert"]),
    UV_INDEX_STRATEGY: "unsafe-best-match",
    ...Object.fromEntries(own),
    ...named("UV_DEFAULT_INDEX", main),
    ...named("UV_INDEX", extra.join(" ")),
    ...named("UV_FIND_LINKS", links.join(",")),
    UV_CACHE_DIR: cache,
    UV_PYTHON_DOWNLOADS: "never",
  };
}

/** Arguments of uv for what has no variable. */
export function uvArguments(pip: PipSettings, sources: readonly Source[]): string[] {
  const { indexes } = split(sources);
  return [
    ...(indexes.length === 0 ? ["--no-index"] : []),
    ...listOf(pip["only-binary"]?.replaceAll(",", " ")).flatMap((name) => ["--only-binary", name]),
    ...listOf(pip["no-binary"]?.replaceAll(",", " ")).flatMap((name) => ["--no-binary", name]),
  ];
}

/** pip reads no file then: a source that does not answer would cost it minutes, and a file cannot be overruled by "". */
export function pipEnv(env: Env, pip: PipSettings, sources: readonly Source[], cache: string): Record<string, string> {
  const { main, extra, links, indexes } = split(sources);
  const kept = Object.entries(pip).filter(([name]) => !/^(index-url|extra-index-url|find-links|no-index)$/.test(name));
  return {
    ...commonEnv(env),
    ...Object.fromEntries(kept.map(([name, value]) => [`PIP_${name.toUpperCase().replaceAll("-", "_")}`, value])),
    ...named("PIP_INDEX_URL", main),
    ...named("PIP_EXTRA_INDEX_URL", extra.map(plainAddress).join(" ")),
    ...named("PIP_FIND_LINKS", links.join(" ")),
    ...(indexes.length === 0 ? { PIP_NO_INDEX: "1" } : {}),
    ...(isOn(pip["no-index"]) ? { PIP_NO_INDEX: "1" } : {}),
    PIP_CONFIG_FILE: "/dev/null",
    PIP_CACHE_DIR: cache,
    PIP_DISABLE_PIP_VERSION_CHECK: "1",
    PIP_NO_INPUT: "1",
  };
}

/** Without a default index that answers, the first other one takes its place. */
function split(sources: readonly Source[]): { main: string; extra: string[]; links: string[]; indexes: Source[] } {
  const indexes = sources.filter((source) => source.kind !== "links");
  const links = sources.filter((source) => source.kind === "links").map((source) => source.address);
  const byDefault = indexes.find((source) => source.kind === "default");
  const main = byDefault ?? indexes[0];
  const extra = indexes.filter((source) => source !== main).map((source) => source.address);
  return { main: main?.address ?? "", extra, links, indexes };
}

function named(name: string, value: string | undefined): Record<string, string> {
  return value === undefined || value === "" ? {} : { [name]: value };
}
