// The failures of a hub in words: what happened, and the way out.
import type { Bilingual } from "../base/bilingual.js";
import { diskError } from "../base/disk.js";
import { KnownError } from "../base/errors.js";
import type { HubFailure, HubFailureReason, HubName } from "../ports/hubs.js";

const TITLES: Record<HubName, Bilingual> = {
  huggingface: { zh: "Hugging Face", en: "Hugging Face" },
  modelscope: { zh: "魔搭 ModelScope", en: "ModelScope" },
};

/** Variables people know from the hubs' own tools. */
export const HUB_VARIABLES: Record<HubName, { readonly endpoint: string; readonly token: string }> = {
  huggingface: { endpoint: "HF_ENDPOINT", token: "HF_TOKEN" },
  modelscope: { endpoint: "MODELSCOPE_ENDPOINT", token: "MODELSCOPE_API_TOKEN" },
};

export function hubTitle(hub: HubName, lang: "zh" | "en"): string {
  return TITLES[hub][lang];
}

export function hubFailure(
  hub: HubName,
  reason: HubFailureReason,
  message: Bilingual,
  hint: Bilingual,
  near: readonly string[] = [],
): HubFailure {
  return { ok: false, hub, reason, message, hint, near };
}

/** No answer, or none that helps: what to do is the same for all of them. */
export function noAnswer(
  hub: HubName,
  reason: "unreachable" | "server" | "bad-answer",
  what: string,
  where: string,
): HubFailure {
  return hubFailure(
    hub,
    reason,
    {
      zh: `${hubTitle(hub, "zh")} 没有给出可用的回答（${what}）：${where}`,
      en: `No usable answer from ${hubTitle(hub, "en")} (${what}): ${where}`,
    },
    {
      zh: `检查网络，或用 ${HUB_VARIABLES[hub].endpoint} 指定镜像后再试；已取回的部分不会丢失`,
      en: `check the network, or name a mirror in ${HUB_VARIABLES[hub].endpoint}, then try again; what was fetched is kept`,
    },
  );
}

export function offline(hub: HubName, what: string): HubFailure {
  return hubFailure(
    hub,
    "offline",
    { zh: `离线模式：缓存中没有 ${what}`, en: `Offline: the cache does not hold ${what}` },
    {
      zh: "去掉 --offline 联网运行一次，或改用配方自带的数据",
      en: "run once without --offline, or use the data that the recipe carries",
    },
  );
}

export function rateLimited(hub: HubName, seconds: number): HubFailure {
  const wait = Math.ceil(seconds);
  return hubFailure(
    hub,
    "rate-limited",
    {
      zh: `${hubTitle(hub, "zh")} 限制了请求频率，要求等待 ${wait} 秒`,
      en: `${hubTitle(hub, "en")} limits the rate of requests and asks to wait ${wait} s`,
    },
    {
      zh: `${wait} 秒后再试；设置 ${HUB_VARIABLES[hub].token} 可提高额度`,
      en: `try again in ${wait} s; with ${HUB_VARIABLES[hub].token} set the limit is higher`,
    },
  );
}

export function gated(hub: HubName, id: string, page: string, tokenSet: boolean): HubFailure {
  const { token } = HUB_VARIABLES[hub];
  return hubFailure(
    hub,
    "gated",
    { zh: `${id} 需先在其页面接受条款：${page}`, en: `The terms of ${id} must be accepted on its page first: ${page}` },
    tokenSet
      ? {
          zh: `打开该页面接受条款，并确认 ${token} 属于同一账号`,
          en: `accept them on that page, with the account that ${token} belongs to`,
        }
      : {
          zh: `打开该页面接受条款，再设置环境变量 ${token}`,
          en: `accept them on that page, then set the variable ${token}`,
        },
  );
}

export function badToken(hub: HubName): HubFailure {
  const { token } = HUB_VARIABLES[hub];
  return hubFailure(
    hub,
    "token",
    {
      zh: `${hubTitle(hub, "zh")} 不接受 ${token} 中的令牌`,
      en: `${hubTitle(hub, "en")} does not accept the token in ${token}`,
    },
    { zh: `更新或取消 ${token}；公开数据不需要令牌`, en: `renew or unset ${token}; public data needs none` },
  );
}

export function unknownId(hub: HubName, id: string, near: readonly string[]): HubFailure {
  const shown = near.join("、");
  return hubFailure(
    hub,
    "unknown",
    { zh: `${hubTitle(hub, "zh")} 上没有 ${id}`, en: `${hubTitle(hub, "en")} has no ${id}` },
    near.length === 0
      ? {
          zh: "核对名称（所有者/名称）；私有的需要令牌",
          en: "check the name (owner/name); a private one needs a token",
        }
      : { zh: `相近的名称：${shown}`, en: `nearest names: ${near.join(", ")}` },
    near,
  );
}

export function unknownSplit(hub: HubName, asked: string, near: readonly string[]): HubFailure {
  return hubFailure(
    hub,
    "split",
    { zh: `没有名为 ${asked} 的划分`, en: `There is no split ${asked}` },
    near.length === 0
      ? { zh: "该数据集没有声明划分，请按文件名选取", en: "the set declares no splits: choose files by name" }
      : { zh: `现有划分：${near.join("、")}`, en: `splits that exist: ${near.join(", ")}` },
    near,
  );
}

export function aborted(hub: HubName): HubFailure {
  return hubFailure(
    hub,
    "aborted",
    { zh: "下载被中断", en: "The download was interrupted" },
    { zh: "再次执行即从断点继续", en: "run again to go on from here" },
  );
}

/** A failure of the disk as data; a bug is thrown on. */
export function diskFailure(hub: HubName, error: unknown, path: string): HubFailure {
  const named = diskError(error, path);
  if (named instanceof KnownError) return hubFailure(hub, "disk", named.says, named.hint);
  if (!(error instanceof Error && "syscall" in error && "code" in error)) throw error;
  return hubFailure(
    hub,
    "disk",
    { zh: `无法写入 ${path}：${String(error.code)}`, en: `${path} cannot be written: ${String(error.code)}` },
    { zh: "检查缓存文件夹，或换一个", en: "look at the cache folder, or choose another" },
  );
}
