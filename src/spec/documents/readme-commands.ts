// The command sections of the project's README. The second word of a block's info tells what kind of commands it holds.
import type { Lang } from "../../base/bilingual.js";
import { fenced } from "../markdown.js";
import { code, inLang, table } from "./prose.js";

export interface ReadmeCommands {
  readonly python: string;
  readonly models: readonly { readonly id: string; readonly chosen: boolean }[];
  readonly overrides: readonly string[];
  readonly predictBody: string;
  readonly prediction: string;
}

/** Info strings: `bash install`, `bash run` (each line ends by itself), `bash service`, `bash docker`, `bash verify`. */
export function readmeCommands(input: ReadmeCommands, lang: Lang): string[] {
  return [
    ...installPart(input, lang),
    ...dataPart(lang),
    ...trainPart(input, lang),
    ...usePart(input, lang),
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
      "想得到完全相同的版本，把文件名换成 `requirements-cpu.lock.txt` 或 `requirements-gpu.lock.txt`。Plumbline 运行过的目录里已有 `debug-cpu`，激活即可。",
      "For exactly the same versions use `requirements-cpu.lock.txt` or `requirements-gpu.lock.txt` instead. Where plumbline has run, `debug-cpu` is there already: only activate it.",
    ),
    say(
      "`requirements-cpu.txt` 开头是 PyTorch 的 CPU 软件源。生成项目的机器连不上它时，那一行会被注释掉，免得 `pip` 逐包等待；此时在 Linux 上会装到好几 GB 的 CUDA 版，能连上的机器请先去掉注释。",
      "`requirements-cpu.txt` begins with PyTorch's CPU index. Where the index did not answer the machine that made this project, that line is commented out, so that `pip` does not wait for it at every package; Linux then installs the CUDA build of several GB, so put the line back where the index answers.",
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

/** Where a reader trains without touching the proved weights. */
const OWN_RUN = "outputs/my-run";

function trainPart(input: ReadmeCommands, lang: Lang): string[] {
  const say = inLang(lang);
  const other = input.models.find((model) => !model.chosen) ?? input.models[0];
  const overrides = input.overrides.join(" ");
  return [
    `## ${say("训练", "Train")}`,
    say(
      "不写文件的两种检查：配置与形状；两个真实批次。",
      "Two checks that write nothing: configuration and shapes; two real batches.",
    ),
    block("run", "python scripts/train.py --dry-run", "python scripts/train.py --fast_dev_run"),
    say(
      "在小数据集上训练到默认轮数（见 `configs/trainer/default.yaml`）。不写 `--data` 时用的就是小数据集，这不是全量训练；`--data full` 用 `configs/data/full.yaml` 所指的数据。权重写到自己的目录，已被证明的 `checkpoints/` 不受影响：",
      "Train on the small set for the default number of epochs (see `configs/trainer/default.yaml`). Without `--data` the small set is used, so this is not the full training; `--data full` takes the data that `configs/data/full.yaml` names. The weights go to a folder of their own, the proved `checkpoints/` stay as they are:",
    ),
    block("run", `python scripts/train.py --checkpoint ${OWN_RUN}`),
    say(
      "训练中断后，用同样的设置从检查点继续，结果与不中断时相同：",
      "After an interruption go on from the checkpoint with the same settings, with the same result:",
    ),
    block("run", `python scripts/train.py --checkpoint ${OWN_RUN} --resume`),
    say(
      "换模型、改批大小、在命令行改任意配置项；去掉 `--dry-run` 就真正训练：",
      "Another model, another batch size, any configuration value; without `--dry-run` it trains:",
    ),
    block(
      "run",
      `python scripts/train.py --dry-run --model ${other?.id ?? "default"} --batch_size 32${overrides === "" ? "" : ` ${overrides}`} --checkpoint ${OWN_RUN}-2`,
    ),
    say(
      "门禁用的一轮训练。它会改写 `checkpoints/`，与报告里的证据不再相符，之后要执行 `plumbline run` 重新证明：",
      "The one epoch of the gate. It rewrites `checkpoints/`, which then differ from what the reports prove; type `plumbline run` afterwards to prove them again:",
    ),
    block("run", "python scripts/train.py --data data/mini --epochs 1"),
  ];
}

function usePart({ prediction }: ReadmeCommands, lang: Lang): string[] {
  const say = inLang(lang);
  return [
    `## ${say("评估、预测与导出", "Evaluate, predict, export")}`,
    say(
      `下面用的是已被证明的权重；自己训练的权重把 \`checkpoints\` 换成 \`${OWN_RUN}\`：`,
      `These take the proved weights; for your own put \`${OWN_RUN}\` in place of \`checkpoints\`:`,
    ),
    block(
      "run",
      "python scripts/eval.py --checkpoint checkpoints",
      "python scripts/infer.py --checkpoint checkpoints --input data/mini/test_inputs.jsonl --output outputs/predictions.jsonl",
      "python scripts/export.py --checkpoint checkpoints",
    ),
    say(
      `预测结果每行一条，与输入同序同号：${code(prediction)}；输入有错时退出码为 \`3\`，并指出行与字段。导出为 ONNX，会与 PyTorch 的输出比对。`,
      `Predictions come one a line, in the order and with the ids of the input: ${code(prediction)}; a wrong input exits with \`3\` and names line and field. The export is ONNX and is compared with PyTorch.`,
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
    say(
      "CPU 镜像用 ONNX 推理，先导出 `checkpoints/model.onnx`：",
      "The CPU image runs ONNX, so export `checkpoints/model.onnx` first:",
    ),
    block(
      "docker",
      "python scripts/export.py --checkpoint checkpoints",
      "docker compose -f deploy/docker/compose.yaml up --build",
    ),
    say(
      "带监控时，Grafana 的管理员密码取自环境变量 `GRAFANA_PASSWORD`，没有设置就不会启动：",
      "With monitoring, Grafana takes its administrator's password from `GRAFANA_PASSWORD` and does not start without one:",
    ),
    block(
      "docker",
      "read -rs GRAFANA_PASSWORD && export GRAFANA_PASSWORD",
      "docker compose -f deploy/docker/compose.yaml -f deploy/docker/compose.monitoring.yaml up --build",
    ),
    say("在 GPU 上：", "On a GPU:"),
    block("docker", "docker compose -f deploy/docker/compose.yaml -f deploy/docker/compose.gpu.yaml up --build"),
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
