// env_check_report.md and env_check_report.json, both written from one object.
import type { Lang } from "../../base/bilingual.js";
import { formatBytes, formatSeconds } from "../../base/units.js";
import { EnvCheck } from "../environment.js";
import { code, codes, entryCite, inLang, joined, table } from "./prose.js";
import { type Layout, parseRecords, record } from "./records.js";

const LAYOUT: Layout = {
  name: "EnvCheck",
  head: "environment",
  lists: {},
  guess: (data) => ("python_version" in data ? "environment" : ""),
};

/** @throws InputError naming file, line, block and field. */
export function parseEnvCheck(text: string, file: string): EnvCheck {
  return parseRecords(EnvCheck, LAYOUT, text, file);
}

/** The same object as JSON, keys as in the schema. */
export function envCheckJson(data: EnvCheck): string {
  return `${JSON.stringify(EnvCheck.parse(data), null, 2)}\n`;
}

export function renderEnvCheck(data: EnvCheck, lang: Lang): string {
  const say = inLang(lang);
  return joined(
    `# ${say("环境检查报告", "Environment check")}`,
    summaryTable(data, lang),
    data.sandbox.kind === "none"
      ? say(
          "**注意：本机没有可用的沙箱，项目代码在未隔离的状态下运行。**",
          "**Mind: no sandbox works on this machine; project code runs without containment.**",
        )
      : "",
    `## ${say("导入检查", "Imports")}`,
    importTable(data, lang),
    `## ${say("硬件", "Hardware")}`,
    hardwareTable(data, lang),
    `## ${say("探测记录", "What was probed")}`,
    probeTable(data, lang),
    `## ${say("已安装的包", "Installed packages")}`,
    table(
      [say("包", "Package"), say("版本", "Version")],
      data.packages_installed.map((item) => [code(item.name), code(item.version)]),
    ),
    `## ${say("完整记录", "The whole record")}`,
    record("environment", data),
  );
}

function summaryTable(data: EnvCheck, lang: Lang): string {
  const say = inLang(lang);
  const source = entryCite(data.install.entry);
  const failed = data.imports.filter((item) => !item.ok).map((item) => item.module);
  const download = `${formatBytes(data.install.download_bytes)}, ${formatSeconds(data.install.download_seconds)}`;
  const rows = [
    [say("Python 版本", "Python version"), code(data.python_version), source],
    [say("配置", "profile"), code(data.profile), ""],
    [say("虚拟环境", "environment"), code(data.venv), ""],
    [say("安装工具", "installer"), code(`${data.installer.name} ${data.installer.version}`), source],
    [say("已安装的包", "packages installed"), String(data.packages_installed.length), source],
    [say("导入失败", "imports that failed"), failed.length === 0 ? say("无", "none") : codes(failed, lang), source],
    [say("安装用时", "time to install"), formatSeconds(data.install.seconds), source],
    [say("下载", "download"), data.install.from_cache ? say("来自缓存", "from the cache") : download, source],
    [say("沙箱", "sandbox"), data.sandbox.kind === "none" ? say("无", "none") : code(data.sandbox.kind), ""],
  ];
  return table([say("项目", "Item"), say("结果", "Result"), say("依据", "Sources")], rows);
}

function importTable(data: EnvCheck, lang: Lang): string {
  const say = inLang(lang);
  return table(
    [say("模块", "Module"), say("结果", "Result"), say("版本", "Version"), say("错误", "Error")],
    data.imports.map((item) => [
      code(item.module),
      item.ok ? say("成功", "ok") : say("失败", "failed"),
      code(item.version),
      code(item.error),
    ]),
  );
}

function hardwareTable(data: EnvCheck, lang: Lang): string {
  const say = inLang(lang);
  const { hardware } = data;
  const source = entryCite(data.install.entry);
  const gpus = hardware.gpu.map((gpu) => `${code(gpu.name)} ${formatBytes(gpu.memory_bytes)} ${code(gpu.driver)}`);
  return table(
    [say("项目", "Item"), say("测得", "Found"), say("依据", "Sources")],
    [
      [say("处理器", "processor"), code(hardware.cpu), source],
      [say("核数", "cores"), String(hardware.cores), source],
      [say("内存", "memory"), formatBytes(hardware.memory_bytes), source],
      [say("可用磁盘", "free disk"), formatBytes(hardware.disk_free_bytes), source],
      ["GPU", gpus.length === 0 ? say("无", "none") : gpus.join("; "), source],
      [say("CUDA 可用", "CUDA available"), code(`cuda_available: ${hardware.cuda_available}`), source],
    ],
  );
}

function probeTable(data: EnvCheck, lang: Lang): string {
  const say = inLang(lang);
  const left = data.indexes_left_out.map((index) => [code(index), say("未响应，本次不用", "did not answer, left out")]);
  const rows = [...data.probed.map((probe) => [code(probe.what), code(probe.answer)]), ...left];
  if (rows.length === 0) return say("没有需要探测的项目。", "There was nothing to probe.");
  return table([say("探测", "Probe"), say("答复", "Answer")], rows);
}
