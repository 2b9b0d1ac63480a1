// t4: step by step to the GPU host and back; the first line of a step says what, the code spans after it are lines to type.
import type { Bilingual } from "../../base/bilingual.js";
import { bilingual } from "./loose.js";

export interface Way {
  /** Fitted in one pass: no GPU, no curves to watch, nothing to resume. */
  readonly atOnce: boolean;
  /** The full tier is the very set that lies in data/mini. */
  readonly packaged: boolean;
}

export function stepsOf(project: string, way: Way): readonly Bilingual[] {
  const script = way.atOnce ? "launch/cpu.sh" : "launch/one-gpu.sh";
  return [
    packed(project, way),
    unpacked(project),
    environment(way),
    way.packaged ? PACKAGED : FROM_HUB,
    dryRun(script, way),
    training(script, way),
    ...(way.atOnce ? [] : [WATCH, resumed(script)]),
    back(project),
    MEASURED,
  ];
}

function step(zh: string, en: string, ...commands: readonly string[]): Bilingual {
  const typed = commands.map((command) => `\`${command}\``);
  return bilingual([zh, ...typed].join("\n"), [en, ...typed].join("\n"));
}

function packed(project: string, { atOnce }: Way): Bilingual {
  return step(
    `${atOnce ? "只在本机放不下全量数据时才需要另一台机器，否则跳到取数据那一步。" : ""}在本机打包并传到训练主机（\`HOST\` 换成它的地址）。环境不随包走；密封的测试标签留在本机`,
    `${atOnce ? "Another machine is needed only where this one cannot hold the full data; otherwise go to the step that fetches them. " : ""}Here: pack the project and send it to the training host (its address for \`HOST\`). The environment stays behind, and so do the sealed test labels`,
    `tar --exclude=./debug-cpu --exclude=./debug-gpu --exclude=./outputs --exclude=./.plumbline/private -czf ../${project}.tar.gz .`,
    `(cd .. && sha256sum ${project}.tar.gz > ${project}.tar.gz.sha256)`,
    `scp ../${project}.tar.gz ../${project}.tar.gz.sha256 HOST:`,
  );
}

function unpacked(project: string): Bilingual {
  return step(
    "在训练主机上核对并解开；`verify_ledger.py` 打印 OK，说明代码、配置与账本一个字节不差",
    "On the host: check and unpack; when `verify_ledger.py` prints OK, code, configuration and ledger are the same to the byte",
    `sha256sum -c ${project}.tar.gz.sha256`,
    `mkdir ${project} && tar -xzf ${project}.tar.gz -C ${project} && cd ${project}`,
    "python3 verify_ledger.py",
  );
}

function environment({ atOnce }: Way): Bilingual {
  const kind = atOnce ? "cpu" : "gpu";
  const commands = [
    `python3 -m venv debug-${kind} && source debug-${kind}/bin/activate`,
    `pip install -r requirements-${kind}.txt`,
  ];
  if (atOnce) return step("建立环境", "Make the environment", ...commands);
  return step(
    "建立 GPU 环境；最后一行须打印 True 和显卡名，否则先装驱动",
    "Make the GPU environment; the last line must print True and the card's name, else the driver comes first",
    ...commands,
    'python -c "import torch; print(torch.cuda.is_available(), torch.cuda.get_device_name())"',
  );
}

const FROM_HUB = step(
  "取全量数据：从模型库下载原始文件（镜像用 `HF_ENDPOINT` 指定），脚本核对大小与校验和，许可请自己核对。转换由你完成：按 `data/mini` 的格式写出 `train.jsonl` 与 `val.jsonl`，放进 `configs/data/full.yaml` 里 `data_dir` 指的文件夹",
  "Fetch the full data: the raw files come from the hub (`HF_ENDPOINT` names a mirror), the script checks sizes and checksums, the licence is for you to check. Converting them is your step: write `train.jsonl` and `val.jsonl`, laid out as in `data/mini`, into the folder that `data_dir` of `configs/data/full.yaml` names",
  "python scripts/download.py --full",
);

/** The packaged set is the whole public one: nothing is fetched from a hub. */
const PACKAGED = step(
  "没有更大的公开数据：全量就是随软件包提供的那一份，已在 `data/mini`；下面的命令只是重画并核对它",
  "There is no larger public set: the full one is the packaged one that already lies in `data/mini`, and this command only draws it again and checks it",
  "python scripts/download.py --full",
);

function dryRun(script: string, { atOnce }: Way): Bilingual {
  const dry = `bash ${script} --dry-run`;
  if (atOnce)
    return step(
      "先干跑：一批合成数据过一遍模型，不碰真实数据",
      "Dry run: one synthetic batch through the model, no real data touched",
      dry,
    );
  return step(
    "先干跑（一批合成数据过一遍模型，不碰真实数据），再试一轮：损失须下降，`memory_mb` 须低于显存的九成。`rows_per_s` 乘以时间就是你的实际速度：用它修正上文的时间估计",
    "Dry run first (one synthetic batch through the model, no real data touched), then one epoch on trial: the loss must fall and `memory_mb` stay below nine tenths of the card. Its `rows_per_s` is your real speed: correct the time estimated above by it",
    dry,
    `RUN=trial EPOCHS=1 DEVICE=cuda bash ${script}`,
    "tail -n 3 outputs/trial/metrics.csv",
  );
}

function training(script: string, { atOnce }: Way): Bilingual {
  if (atOnce) return step("正式拟合", "Fit for real", `bash ${script}`);
  return step(
    "正式训练；多卡换成 `launch/multi-gpu.sh`，集群换成上文对应的脚本。关掉终端也会继续。想要曲线界面，先 `pip install tensorboard`，并在命令最前加上 `TENSORBOARD=true`",
    "Train for real; with several GPUs by `launch/multi-gpu.sh`, on a cluster by its script above. It goes on when the terminal is closed. For curves `pip install tensorboard` first and put `TENSORBOARD=true` in front of the command",
    `DEVICE=cuda nohup bash ${script} > train.log 2>&1 &`,
  );
}

const WATCH = step(
  "边训练边看：CSV 总有（第一条）。打开了曲线界面的，在训练主机上用第二条命令开服务，在本机用第三条命令转发端口，再用浏览器打开 `http://localhost:6006`",
  "Watch it live: the CSV is always there (first line). With curves switched on, serve them on the host by the second line, forward the port from your own machine by the third, and open `http://localhost:6006`",
  "tail -f outputs/full/metrics.csv",
  "tensorboard --logdir outputs --port 6006",
  "ssh -N -L 6006:localhost:6006 HOST",
);

function resumed(script: string): Bilingual {
  return step(
    "中断之后：同一命令加 `--resume`，进程数与设置照旧",
    "After an interruption: the same command with `--resume`, as many processes and the same settings as before",
    `DEVICE=cuda nohup bash ${script} --resume >> train.log 2>&1 &`,
  );
}

function back(project: string): Bilingual {
  return step(
    "带回权重：先在训练主机上记下校验和，再在本机取回并核对。放进自己的文件夹，不要覆盖本项目的 `checkpoints/`",
    "Bring the weights back: note the checksums on the host, then fetch and check them here. They get a folder of their own; leave the project's `checkpoints/` as it is",
    `ssh HOST "cd ${project}/outputs/full/checkpoint && sha256sum * > SHA256SUMS"`,
    `mkdir -p outputs && scp -r HOST:${project}/outputs/full outputs/`,
    "(cd outputs/full/checkpoint && sha256sum -c SHA256SUMS)",
  );
}

const MEASURED = step(
  "在本机测量带回的权重（读验证集；若训练所用的列或尺寸不同，改给训练时的数据文件夹）。这是脚本自己的数字：由可信评测器在密封测试集上重新测量（`--weights`）要等以后的版本",
  "Measure them here (it reads the validation part; where columns or sizes differ give the data folder they were trained on). That is the script's own figure: having the trusted evaluator measure them on the sealed split (`--weights`) comes with a later release",
  "python scripts/eval.py --checkpoint outputs/full/checkpoint --data data/mini",
);
