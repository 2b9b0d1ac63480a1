// plumbline rollback --to STAGE: the project's files go back to where that stage passed, on a new branch.
import { type Lang, say } from "../base/bilingual.js";
import { EXIT } from "../base/errors.js";
import type { RollbackResult } from "../spec/rollback.js";
import { readBuiltStage } from "./argument.js";
import { declareDir, openHere } from "./here.js";
import { NotInReleaseError } from "./usage.js";
import { textOption, type Verb } from "./verb.js";

export const rollback: Verb = {
  examples: [
    {
      line: "plumbline rollback --to f3",
      what: {
        zh: "回到工程构建通过时的文件，之后的阶段重新打开",
        en: "the files as construction passed; later stages are reopened",
      },
    },
    {
      line: "plumbline rollback --to t2-environment --json",
      what: { zh: "供脚本使用：分支、提交、变动的文件", en: "for scripts: branch, commit, files that moved" },
    },
  ],
  declare: (command, lang) => {
    command.option(
      "--to <STAGE>",
      say(
        { zh: "回到这个阶段最后一次通过时（可写前缀，如 f3）", en: "where this stage last passed (or a prefix: f3)" },
        lang,
      ),
    );
    declareDir(command, lang);
  },
  act: async (typed, tools) => {
    const to = textOption(typed, "to");
    if (to === undefined) throw productionRollback();
    const stage = readBuiltStage(to, "--to");
    const { app, config } = await openHere(typed, tools);
    const result = await app.rollback(stage);
    return { exit: result.exit, json: result, text: rollbackText(result, config.lang) };
  },
};

function productionRollback(): NotInReleaseError {
  return new NotInReleaseError(
    {
      says: {
        zh: "不带 --to 的回退是线上服务的回退，不在本版本中",
        en: "Without --to this rolls back the running service, which is not in this release",
      },
      hint: {
        zh: "要让项目文件回到某个阶段：plumbline rollback --to <阶段>，例如 --to f3",
        en: "To take the project's files back: plumbline rollback --to STAGE, e.g. --to f3",
      },
      at: "--to",
    },
    EXIT.config,
  );
}

function rollbackText({ to, commit, branch, written, removed, reopened }: RollbackResult, lang: Lang): string {
  const zh = lang === "zh";
  const later = reopened.join(zh ? "、" : ", ");
  return [
    zh
      ? `✓ 文件已回到 ${to} 通过时（提交 ${commit.slice(0, 10)}），在新分支 ${branch} 上`
      : `✓ the files are as ${to} passed them (commit ${commit.slice(0, 10)}), on the new branch ${branch}`,
    zh
      ? `  改回 ${written.length} 个文件，移走 ${removed.length} 个；检查点与数据不在 git 中，保持原样`
      : `  ${written.length} file(s) put back, ${removed.length} taken away; checkpoints and data are not in git and stay`,
    ...(reopened.length === 0 ? [] : [zh ? `  重新打开：${later}` : `  reopened: ${later}`]),
    zh ? "  接着做：plumbline run" : "  to go on from here: plumbline run",
  ].join("\n");
}
