// Why an environment could not be made, in both languages.
import type { Bilingual } from "../../base/bilingual.js";
import { isErrno } from "../../base/disk.js";
import { KnownError } from "../../base/errors.js";
import type { EnvironmentFailed } from "../../ports/environments.js";
import type { CommandRecord } from "../../spec/command.js";

export type Reason = EnvironmentFailed["reason"];

interface Words {
  readonly message: (detail: string) => Bilingual;
  readonly hint: Bilingual;
}

const WORDS: Readonly<Record<Reason, Words>> = {
  "no-python": {
    message: () => ({ zh: "PATH 中找不到 Python", en: "No Python was found on PATH" }),
    hint: {
      zh: "安装 Python 3.10–3.13，并确认 python3 在 PATH 中",
      en: "Install Python 3.10 to 3.13 and make sure that python3 is on PATH",
    },
  },
  "old-python": {
    message: (detail) => ({
      zh: `Python 版本过旧：${detail}，至少需要 3.10`,
      en: `Python is too old: ${detail}; 3.10 or later is needed`,
    }),
    hint: {
      zh: "安装 Python 3.10–3.13，并让它在 PATH 中排在旧版本之前",
      en: "Install Python 3.10 to 3.13 and put it before the old one on PATH",
    },
  },
  "no-venv": {
    message: (detail) => ({
      zh: `这个 Python 缺少 venv 或 ensurepip 模块：${detail}`,
      en: `This Python lacks the venv or the ensurepip module: ${detail}`,
    }),
    hint: {
      zh: "安装系统的 python3-venv 软件包，或安装 uv",
      en: "Install the system package python3-venv, or install uv",
    },
  },
  "no-disk": {
    message: (detail) => ({ zh: `磁盘空间不足：${detail}`, en: `No space left on the disk: ${detail}` }),
    hint: {
      zh: "清理磁盘，或用 PLUMBLINE_CACHE 把缓存放到空间充足的磁盘",
      en: "Free some space, or set PLUMBLINE_CACHE to a folder on a larger disk",
    },
  },
  index: {
    message: (detail) => ({ zh: `取不到软件包：${detail}`, en: `Packages cannot be fetched: ${detail}` }),
    hint: {
      zh: "检查网络、代理以及 pip 的 index-url、find-links 配置，然后再次执行 plumbline run",
      en: "Check the network, the proxy and pip's index-url and find-links, then type `plumbline run` again",
    },
  },
  offline: {
    message: (detail) => ({
      zh: `离线运行，而缓存里没有这个环境所需的软件包：${detail}`,
      en: `Working offline, and the cache lacks packages of this environment: ${detail}`,
    }),
    hint: {
      zh: "联网时先运行一次（去掉 --offline），之后即可离线使用",
      en: "Run once with a network (without --offline); afterwards it works offline",
    },
  },
  install: {
    message: (detail) => ({ zh: `安装依赖失败：${detail}`, en: `Installing the packages failed: ${detail}` }),
    hint: {
      zh: "按上面安装程序的原话修正后，再次执行 plumbline run",
      en: "Correct what the installer says above, then type `plumbline run` again",
    },
  },
  aborted: {
    message: () => ({ zh: "环境制作被中断", en: "Making the environment was interrupted" }),
    hint: { zh: "再次执行 plumbline run 即可继续", en: "Type `plumbline run` to go on" },
  },
};

/** Carries a typed failure up to `ensure`, which answers it as a value. */
export class EnvironmentFailure extends Error {
  readonly reason: Reason;
  readonly detail: string;
  readonly words: { readonly message?: Bilingual; readonly hint?: Bilingual };

  constructor(reason: Reason, detail: string, words: { readonly message?: Bilingual; readonly hint?: Bilingual } = {}) {
    super(`${reason}: ${detail}`);
    this.reason = reason;
    this.detail = detail;
    this.words = words;
  }
}

export function failed(failure: EnvironmentFailure, commands: readonly CommandRecord[]): EnvironmentFailed {
  const words = WORDS[failure.reason];
  const message = failure.words.message ?? words.message(failure.detail);
  return { ok: false, reason: failure.reason, message, hint: failure.words.hint ?? words.hint, commands };
}

const SIGNS: readonly (readonly [Reason, RegExp])[] = [
  ["no-disk", /no space left|os error 28|errno 28|enospc|disk quota exceeded/i],
  ["no-venv", /no module named '?(venv|ensurepip)|ensurepip is not available/i],
  [
    "index",
    /error sending request|failed to fetch|dns error|name resolution|connection (refused|reset)|certificate|timed out|tunnel|network is unreachable/i,
  ],
];

/** What a failed installer meant, by its own words. */
export function classify(record: CommandRecord): EnvironmentFailure {
  const words = lastWords(record);
  if (record.ended === "aborted") return new EnvironmentFailure("aborted", words);
  const sign = SIGNS.find(([, pattern]) => pattern.test(record.stderr) || pattern.test(record.stdout));
  return new EnvironmentFailure(sign?.[0] ?? "install", words);
}

/** An error of the file system while the cache was written. */
export function classifyError(error: unknown): EnvironmentFailure {
  if (error instanceof EnvironmentFailure) return error;
  const cause = error instanceof KnownError ? error.cause : error;
  if (!(cause instanceof Error) || !("code" in cause)) throw error;
  return new EnvironmentFailure(isErrno(cause, "ENOSPC", "EDQUOT") ? "no-disk" : "install", cause.message);
}

function lastWords(record: CommandRecord): string {
  const text = withoutSecrets(record.stderr.trim() || record.stdout.trim());
  const lines = text.split("\n").filter((line) => line.trim() !== "");
  return lines.slice(-6).join("\n").slice(-800) || `${record.argv[0] ?? ""} exit ${record.exit ?? record.signal ?? ""}`;
}

/** Leaves user and password out of addresses. */
export function withoutSecrets(text: string): string {
  return text.replace(/(\w+:\/\/)[^/\s@]+@/g, "$1***@");
}
