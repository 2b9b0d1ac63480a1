// What a licence's name tells: commercial use, and the traps that people overlook.
import type { Bilingual } from "../base/bilingual.js";
import type { Licence } from "../ports/hubs.js";

const OPEN =
  /^(apache-2\.0|mit|bsd.*|isc|zlib|unlicense|wtfpl|0bsd|cc0-1\.0|cc-by-[234]\.[05]|cc-by-sa-[234]\.[05]|odc-by|odbl|pddl|mpl-2\.0|afl-3\.0|artistic-2\.0|bsl-1\.0|ecl-2\.0|epl-[12]\.0|eupl-1\.[12]|lgpl.*|gpl.*|agpl.*|ms-pl|ncsa|postgresql|cdla-permissive-[12]\.0|cdla-sharing-1\.0|mulanpsl-2\.0|openmdw.*|gfdl|etalab-2\.0)$/;
const NON_COMMERCIAL = /(^|[^a-z])nc([^a-z]|$)|non-?commercial|research-only|academic/;

const TRAPS: readonly (readonly [RegExp, Bilingual])[] = [
  [
    /agpl/,
    { zh: "AGPL：以网络服务提供时须公开服务端源码", en: "AGPL: a service over a network must offer its source" },
  ],
  [
    /(^|[^l])gpl/,
    { zh: "GPL：分发时须以同一许可公开源码", en: "GPL: what is distributed must carry the same licence, with source" },
  ],
  [
    /(^|[^a-z])nd([^a-z]|$)/,
    { zh: "禁止演绎：不得公开改编后的数据", en: "no derivatives: changed data must not be published" },
  ],
  [
    /(^|[^a-z])sa([^a-z]|$)|odbl/,
    { zh: "相同方式共享：改编后的数据须用同一许可", en: "share-alike: changed data must keep the licence" },
  ],
  [
    /llama|gemma|openrail|deepfloyd|qwen|deepseek|falcon|health-ai|^other$/,
    { zh: "自有条款：须由人阅读原文", en: "terms of its own: a person must read them" },
  ],
];

/** `raw` as the hub gives it: a name, a list of names, or nothing. The strictest of several counts. */
export function readLicence(raw: string | readonly string[] | null | undefined): Licence {
  const names = (typeof raw === "string" ? [raw] : (raw ?? []))
    .map((name) =>
      name
        .trim()
        .toLowerCase()
        .replaceAll(/[\s_]+/g, "-"),
    )
    .filter((name) => name !== "");
  const id = names.join(" + ");
  if (names.length === 0) return { id: "", commercial: "unknown", trap: null };
  const trap = TRAPS.find(([pattern]) => pattern.test(id))?.[1] ?? null;
  const commercial = names.some((name) => NON_COMMERCIAL.test(name))
    ? "no"
    : names.every((name) => OPEN.test(name) || /^cc-by-nd/.test(name))
      ? "yes"
      : "unknown";
  return { id, commercial, trap };
}
