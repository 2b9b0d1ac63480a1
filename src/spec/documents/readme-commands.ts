// The command sections of the project's README. The second word of a block's info tells what kind of commands it holds.
import type { Lang } from "../../base/bilingual.js";
import { fenced } from "../markdown.js";
import { code, inLang, table } from "./prose.js";

export interface ReadmeCommands {
  readonly python: string;
  readonly models: readonly { readonly id: string; readonly chosen: boolean }[];
  readonly overrides: readonly string[];
  readonly predictBody: string;
}

/** Info strings: `bash install`, `bash run` (each line ends by itself), `bash service`, `bash docker`, `bash verify`. */
export function readmeCommands(input: ReadmeCommands, lang: Lang): string[] {
  return [
    ...installPart(input, lang),
    ...dataPart(lang),
    ...trainPart(input, lang),
    ...usePart(lang),
    ...servicePart(input, lang),
    ...dockerPart(lang),
    ...qualityPart(lang),
  ];
}

function block(kind: string, ...lines: readonly string[]): string {
  return fenced(`bash ${kind}`, lines.join("\n"));
}

function installPart(input: ReadmeCommands, lang: Lang): string[] {
  const say = inLang(lang);
  return [
    `## ${say("安装", "Install")}`,
    say(`已在 Python ${code(input.python)} 上验证。只用 CPU：`, `Tested on Python ${code(input.python)}. CPU only:`),
    block(
      "install",
      "python -m venv debug-cpu",
      "debug-cpu/bin/pip install -r requirements-cpu.txt",
      "source debug-cpu/bin/activate",
    ),
    say("有 NVIDIA GPU：", "With an NVIDIA GPU:"),
    block(
      "install",
      "python -m venv debug-gpu",
      "debug-gpu/bin/pip install -r requirements-gpu.txt",
      "source debug-gpu/bin/activate",
    ),
    say(
      "想得到完全相同的版本，把文件名换成 `requirements-cpu.lock.txt` 或 `requirements-gpu.lock.txt`。",
      "For exactly the same versions use `requirements-cpu.lock.txt` or `requirements-gpu.lock.txt` instead.",
    ),
  ];
}

function dataPart(lang: Lang): string[] {
  const say = inLang(lang);
  return [
    `## ${say("数据", "Data")}`,
    say(
      "重新取得小数据集；内容必须与 `data/mini/dataset.json` 里的哈希一致，否则命令失败：",
      "Draw the small set again; it must meet the hashes in `data/mini/dataset.json` or the command fails:",
    ),
    block("run", "python scripts/download.py --mini"),
  ];
}

function trainPart(input: ReadmeCommands, lang: Lang): string[] {
  const say = inLang(lang);
  const other = input.models.find((model) => !model.chosen) ?? input.models[0];
  const overrides = input.overrides.join(" ");
  return [
    `## ${say("训练", "Train")}`,
    say(
      "从快到慢依次是：只检查配置与形状；跑两个批次；在小数据集上训练一轮；完整训练。",
      "From quick to slow: check configuration and shapes; two batches; one epoch on the small set; the whole training.",
    ),
    block(
      "run",
      "python scripts/train.py --dry-run",
      "python scripts/train.py --fast_dev_run",
      "python scripts/train.py --data data/mini --epochs 1",
      "python scripts/train.py",
    ),
    say("换模型、改批大小、在命令行改任意配置项：", "Another model, another batch size, any configuration value:"),
    block(
      "run",
      `python scripts/train.py --dry-run --model ${other?.id ?? "default"} --batch_size 32${overrides === "" ? "" : ` ${overrides}`}`,
    ),
    say(
      "训练中断后，从检查点继续，结果与不中断时相同：",
      "After an interruption go on from the checkpoint, with the same result:",
    ),
    block("run", "python scripts/train.py --checkpoint checkpoints --resume"),
  ];
}

function usePart(lang: Lang): string[] {
  const say = inLang(lang);
  return [
    `## ${say("评估、预测与导出", "Evaluate, predict, export")}`,
    block(
      "run",
      "python scripts/eval.py --checkpoint checkpoints",
      "python scripts/infer.py --checkpoint checkpoints --input data/mini/test_inputs.jsonl --output outputs/predictions.jsonl",
      "python scripts/export.py --checkpoint checkpoints",
    ),
    say(
      "预测结果每行一条，与输入同序同号：`{id, prediction, score}`；输入有错时退出码为 `3`，并指出行与字段。导出为 ONNX，会与 PyTorch 的输出比对。",
      "Predictions come one a line, in the order and with the ids of the input: `{id, prediction, score}`; a wrong input exits with `3` and names line and field. The export is ONNX and is compared with PyTorch.",
    ),
  ];
}

function servicePart(input: ReadmeCommands, lang: Lang): string[] {
  const say = inLang(lang);
  const body = input.predictBody.replaceAll("'", "'\\''");
  return [
    `## ${say("服务", "Serve")}`,
    block("service", "uvicorn service.app:create_app --factory --port 8000"),
    say("另开一个终端：", "In another terminal:"),
    block(
      "service",
      "curl -s localhost:8000/health",
      `curl -s -X POST localhost:8000/predict -H 'Content-Type: application/json' -d '${body}'`,
    ),
    table(
      [say("地址", "Path"), say("用途", "Answers")],
      [
        [code("/health"), say("进程存活", "the process is alive")],
        [code("/ready"), say("模型已加载，可以接请求", "the model is loaded and takes requests")],
        [code("/docs"), say("接口文档", "the API's documentation")],
        [code("/predict"), say("预测", "predictions")],
        [code("/metrics"), say("Prometheus 指标", "Prometheus metrics")],
        [code("/version"), say("模型、数据与规格的版本", "versions of model, data and spec")],
      ],
    ),
  ];
}

function dockerPart(lang: Lang): string[] {
  const say = inLang(lang);
  const at = (file: string) => code(`deploy/docker/${file}`);
  return [
    `## ${say("容器", "Containers")}`,
    block(
      "docker",
      "docker compose -f deploy/docker/compose.yaml up --build",
      "docker compose -f deploy/docker/compose.yaml -f deploy/docker/compose.monitoring.yaml up --build",
    ),
    table(
      [say("文件", "File"), say("用途", "For")],
      [
        [`${at("Dockerfile.cpu")} ${at("Dockerfile.gpu")}`, say("两种镜像", "the two images")],
        [at("compose.yaml"), say("CPU 服务", "the service on a CPU")],
        [at("compose.gpu.yaml"), say("GPU 服务", "the service on a GPU")],
        [at("compose.monitoring.yaml"), say("Prometheus 与 Grafana", "Prometheus and Grafana")],
      ],
    ),
  ];
}

function qualityPart(lang: Lang): string[] {
  const say = inLang(lang);
  return [
    `## ${say("测试与检查", "Test and lint")}`,
    block("run", "pytest", "ruff check .", "ruff format --check .", "mypy"),
    `## ${say("核对证据", "Check the evidence")}`,
    say(
      "文中 `[L42]` 这样的记号指向 `.plumbline/ledger.jsonl` 里的一行。下面的命令只用 Python 标准库，核对整条记录链、文件与提交是否一致：",
      "A mark such as `[L42]` points at a line of `.plumbline/ledger.jsonl`. This command needs the Python standard library alone; it checks the chain, the files and the commits against each other:",
    ),
    block("verify", "python verify_ledger.py"),
  ];
}
