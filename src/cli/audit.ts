// plumbline audit [--head H]: is what lies on disk exactly what the ledger says?
import { type Lang, say } from "../base/bilingual.js";
import { EXIT } from "../base/errors.js";
import type { AuditResult } from "../spec/status.js";
import { declareDir, openHere } from "./here.js";
import { usage } from "./usage.js";
import { textOption, type Verb } from "./verb.js";

export const audit: Verb = {
  examples: [
    {
      line: "plumbline audit",
      what: { zh: "核对账本、对象、锚点与产物", en: "chain, objects, anchors and artefacts" },
    },
    {
      line: "plumbline audit --head 3f9c…（64 位）",
      what: { zh: "证明自该哈希离开本机后历史未被改写", en: "proves no rewriting since that hash left the machine" },
    },
  ],
  declare: (command, lang) => {
    command.option("--head <H>", say({ zh: "早先记下的账本哈希", en: "a head hash noted earlier" }, lang));
    declareDir(command, lang);
  },
  act: async (typed, tools) => {
    const head = textOption(typed, "head")?.trim().toLowerCase() ?? null;
    if (head !== null && !/^[0-9a-f]{64}$/.test(head)) throw badHead();
    const { app, config } = await openHere(typed, tools);
    const result = await app.audit(head);
    return { exit: result.ok ? EXIT.ok : EXIT.ledger, json: result, text: auditText(result, config.lang) };
  },
};

function badHead(): Error {
  const hint = { zh: "64 位小写十六进制，每次运行结束时打印", en: "64 hex digits, as each run prints at its end" };
  return usage("--head 不是哈希", "--head is not a hash", hint, "--head");
}

function auditText(result: AuditResult, lang: Lang): string {
  const zh = lang === "zh";
  const { head } = result;
  const verdict = result.ok
    ? `✓ ${zh ? "磁盘与账本一致" : "what lies on disk is what the ledger says"} (${result.entries} ${zh ? "条" : "entries"})`
    : `✗ ${result.kind ?? ""} ${result.seq >= 0 ? `#${result.seq} ` : ""}${result.at}: ${result.message}`;
  return [
    verdict,
    ...result.warnings.map((warning) => `! ${warning}`),
    ...(head === null ? [] : [`head ${head.seq} ${head.hash}`]),
  ].join("\n");
}
