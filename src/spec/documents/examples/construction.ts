// Filled PROJECT_BUILD_LOG.md, REVIEW_REPORT.md, venv.md and local rules.
import type { Lang } from "../../../base/bilingual.js";
import type { BuildLog } from "../../build-log.js";
import type { LocalRules, VenvSpec } from "../../handover.js";
import type { ReviewReport } from "../../review.js";
import { inLang } from "../prose.js";

const HASH = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";

export function exampleBuildLog(lang: Lang): BuildLog {
  const say = inLang(lang);
  return {
    project: "digits",
    repairs: [],
    records: [
      {
        task: {
          id: "T01",
          title: say("数据读取", "Data loading"),
          goal: say(
            "把每一行变成张量，坏行指出行号与字段",
            "Turn each row into a tensor; a bad row is named by line and field",
          ),
          role: "coder",
          inputs: ["tech.md"],
          outputs: ["src/digits/datasets/records.py"],
          test: "tests/test_records.py",
          accept: ["pytest", "-q", "tests/test_records.py"],
          estimateMinutes: 10,
          clauses: ["REQ-001"],
        },
        red: { entry: 14, exit: 1 },
        green: { entry: 19, exit: 0, seconds: 2.4 },
        done: true,
        files: [{ path: "src/digits/datasets/records.py", lines: 120 }],
      },
      {
        task: {
          id: "T02",
          title: say("模型", "Model"),
          goal: say("按配置建立网络", "Build the network from its configuration"),
          role: "coder",
          inputs: ["tech.md", "configs/model/cnn.yaml"],
          outputs: ["src/digits/models/cnn.py"],
          test: "tests/test_models.py",
          accept: ["pytest", "-q", "tests/test_models.py"],
          estimateMinutes: 15,
          clauses: ["REQ-001", "CON-001"],
        },
        red: { entry: 15, exit: 1 },
        green: null,
        done: false,
        files: [],
      },
    ],
    dryRun: { entry: 22, exit: 0, parameters: 9930 },
    split: { entry: 12, rows: 1797, duplicatesRemoved: 0, train: 1257, val: 180, test: 360, indexSha256: HASH },
  };
}

export function exampleReviewReport(lang: Lang): ReviewReport {
  const say = inLang(lang);
  return {
    project: "digits",
    clauses: [
      {
        clause: "REQ-001",
        text: say("识别手写数字图片属于哪一类", "Tell which digit a handwritten picture shows"),
        where: ["src/digits/models/cnn.py"],
        tests: ["tests/test_models.py::test_shape"],
        result: "met",
        note: say("输出与类别一一对应", "One output per class"),
      },
    ],
    checks: [
      {
        id: "R-01",
        area: "static",
        what: say("代码风格检查", "Code style"),
        how: say("在项目环境中运行 `ruff check .`", "`ruff check .` in the project's environment"),
        result: "met",
        detail: "All checks passed!",
        entry: 31,
      },
      {
        id: "R-02",
        area: "security",
        what: say("仓库里没有密钥", "No secret in the repository"),
        how: say("按模式搜索全部文件", "Every file is searched by pattern"),
        result: "not_run",
        detail: "",
        entry: null,
      },
    ],
    amended: [
      {
        path: "README.md",
        why: say("参数名与代码不一致", "A flag differed from the code"),
        diff: "--- a/README.md\n+++ b/README.md\n@@ -1 +1 @@\n-python scripts/train.py --epoch 1\n+python scripts/train.py --epochs 1",
      },
    ],
    overrides: [{ rule: "F1-3", changes: ["rows 30 → 500"], entry: 31 }],
  };
}

export function exampleVenv(): VenvSpec {
  const commands = (profile: string) => [
    `python -m venv debug-${profile}`,
    `debug-${profile}/bin/pip install -r requirements-${profile}.txt`,
  ];
  return {
    project: "digits",
    python: { requires: ">=3.10", tested: "3.11.2" },
    profiles: [
      {
        profile: "cpu",
        folder: "debug-cpu",
        requirements: "requirements-cpu.txt",
        lock: "requirements-cpu.lock.txt",
        lockSha256: HASH,
        packages: 118,
        commands: commands("cpu"),
      },
      {
        profile: "gpu",
        folder: "debug-gpu",
        requirements: "requirements-gpu.txt",
        lock: "requirements-gpu.lock.txt",
        lockSha256: HASH,
        packages: 140,
        commands: commands("gpu"),
      },
    ],
    sampling: {
      source: { provider: "package", package: "scikit-learn", loader: "sklearn.datasets.load_digits" },
      seed: 42,
      fractions: { train: 0.7, val: 0.1, test: 0.2 },
      stratify: "label",
      dedupe: true,
      sampleRows: 64,
    },
    copies: [{ path: "specs/ML.md", sha256: HASH }],
  };
}

export function exampleLocalRules(lang: Lang): LocalRules {
  const say = inLang(lang);
  return {
    mode: "local",
    confirmedBy: "alice",
    base: [{ path: "specs/ML.md", sha256: HASH }],
    changes: [
      {
        rule: "F1-3",
        kind: "override",
        who: "alice",
        when: "2026-11-02",
        why: say(
          "本项目的需求由专人把关，门槛可以更高",
          "A person checks our requests, so the threshold may be higher",
        ),
      },
    ],
  };
}
