// What this machine has, what keeps the spine from running, and what only weakens it.
import type { Lang } from "../base/bilingual.js";
import { EXIT } from "../base/errors.js";
import { formatBytes } from "../base/units.js";
import type { Environments, HostFacts } from "../ports/environments.js";
import type { Executor } from "../ports/executor.js";
import { succeeded } from "../spec/command.js";
import type { DoctorReport } from "../spec/status.js";

export interface DoctorInput {
  readonly executor: Executor;
  readonly environments: Environments;
  readonly cwd: string;
  readonly lang: Lang;
  readonly signal: AbortSignal;
}

export interface Examined {
  readonly host: HostFacts;
  readonly containment: { readonly kind: "bubblewrap" | "none"; readonly reason: string };
  /** First line of `--version` by program; "" = not there. */
  readonly programs: Readonly<Record<"git" | "docker", string>>;
}

const OLDEST_PYTHON = [3, 10] as const;
const GIB = 1024 ** 3;
/** An environment with PyTorch takes about 1.3 GB; the rest is room for data, checkpoints and the download itself. */
const DISK_WANTED = 4 * GIB;
const DISK_LEAST = GIB / 2;

/** Looks at the machine through its ports, appends nothing. */
export async function examine(input: DoctorInput): Promise<DoctorReport> {
  const [host, containment, git, docker] = await Promise.all([
    input.environments.host(input.signal),
    input.executor.containment(),
    versionOf(input, "git"),
    versionOf(input, "docker"),
  ]);
  return doctorReport({ host, containment, programs: { git, docker } }, input.lang);
}

async function versionOf({ executor, cwd, signal }: DoctorInput, program: string): Promise<string> {
  const record = await executor.run({ argv: [program, "--version"], cwd }, { wallSeconds: 10 }, signal);
  return succeeded(record) ? (record.stdout.split("\n")[0] ?? "").trim() : "";
}

/** Exit 5 when a problem is fatal. */
export function doctorReport(examined: Examined, lang: Lang): DoctorReport {
  const problems = problemsOf(examined, lang);
  return {
    facts: factsOf(examined, lang),
    containment: examined.containment,
    problems: [...problems],
    exit: problems.some((problem) => problem.fatal) ? EXIT.machine : EXIT.ok,
  };
}

function factsOf({ host, programs }: Examined, lang: Lang): DoctorReport["facts"] {
  const zh = lang === "zh";
  const none = zh ? "没有" : "none";
  const { python } = host;
  const gpus = host.gpus.map((gpu) => `${gpu.name} ${formatBytes(gpu.memoryBytes)} (${gpu.driver})`);
  const venv = python?.venv === true ? "" : zh ? "（缺 venv）" : " (no venv)";
  return [
    { what: zh ? "系统" : "system", answer: `${host.platform}, ${host.cpu} × ${host.cores}`, ok: true },
    { what: zh ? "内存" : "memory", answer: formatBytes(host.memoryBytes), ok: true },
    {
      what: zh ? "可用磁盘" : "free disk",
      answer: formatBytes(host.diskFreeBytes),
      ok: host.diskFreeBytes >= DISK_WANTED,
    },
    {
      what: "Python",
      answer: python === null ? none : `${python.version} ${python.path}${venv}`,
      ok: python?.venv === true && isNewEnough(python.version),
    },
    { what: "uv", answer: host.uv === "" ? none : host.uv, ok: true },
    { what: "git", answer: programs.git === "" ? none : programs.git, ok: programs.git !== "" },
    { what: "docker", answer: programs.docker === "" ? none : programs.docker, ok: true },
    { what: "GPU", answer: gpus.length === 0 ? none : gpus.join("; "), ok: true },
    ...host.probed.filter(({ what }) => what !== "python").map(({ what, answer }) => ({ what, answer, ok: true })),
  ];
}

type Problem = DoctorReport["problems"][number];
type Words = readonly [what: string, hint: string];

function problemsOf(examined: Examined, lang: Lang): readonly Problem[] {
  return [...pythonProblems(examined.host, lang), ...diskProblems(examined.host, lang), ...weaknesses(examined, lang)];
}

function problem(fatal: boolean, lang: Lang, zh: Words, en: Words): Problem {
  const [what, hint] = lang === "zh" ? zh : en;
  return { what, hint, fatal };
}

function pythonProblems({ python, pythonProblem, uv }: HostFacts, lang: Lang): readonly Problem[] {
  const oldest = OLDEST_PYTHON.join(".");
  if (pythonProblem !== undefined) {
    const { message, hint } = pythonProblem;
    return [problem(true, lang, [message.zh, hint.zh], [message.en, hint.en])];
  }
  if (python === null) {
    const zh: Words = ["找不到 Python", `安装 Python ${oldest} 或更高版本，或用 PLUMBLINE_PYTHON 指明路径`];
    return [
      problem(true, lang, zh, [
        "No Python was found",
        `Install Python ${oldest} or later, or name it in PLUMBLINE_PYTHON`,
      ]),
    ];
  }
  if (!isNewEnough(python.version)) {
    const zh: Words = [`Python ${python.version} 太旧`, `需要 ${oldest} 或更高版本`];
    return [problem(true, lang, zh, [`Python ${python.version} is too old`, `${oldest} or later is needed`])];
  }
  if (python.venv || uv !== "") return [];
  const zh: Words = ["Python 缺少 venv 模块", "在 Debian/Ubuntu 上安装 python3-venv"];
  return [problem(true, lang, zh, ["Python lacks the venv module", "On Debian and Ubuntu install python3-venv"])];
}

function diskProblems({ diskFreeBytes }: HostFacts, lang: Lang): readonly Problem[] {
  if (diskFreeBytes >= DISK_WANTED) return [];
  const free = formatBytes(diskFreeBytes);
  const wanted = formatBytes(DISK_WANTED);
  const zh: Words = [`磁盘只剩 ${free}`, `训练环境约需 1.3 GB，建议留出 ${wanted}`];
  const en: Words = [`Only ${free} of disk are free`, `An environment takes about 1.3 GB; keep ${wanted} free`];
  return [problem(diskFreeBytes < DISK_LEAST, lang, zh, en)];
}

/** What lowers a guarantee without stopping a run. */
function weaknesses({ containment, programs }: Examined, lang: Lang): readonly Problem[] {
  const git: Words = ["git is missing", "Without it there are no anchors in commits; install git"];
  const sandbox: Words = [
    `No sandbox works: ${containment.reason}`,
    "Every metric will say sealed: false; on Linux install bubblewrap",
  ];
  return [
    ...(programs.git === "" ? [problem(false, lang, ["没有 git", "没有 git 就没有提交锚点；请安装 git"], git)] : []),
    ...(containment.kind === "none"
      ? [
          problem(
            false,
            lang,
            [`没有可用的沙箱：${containment.reason}`, "所有指标都会标为 sealed: false；在 Linux 上安装 bubblewrap"],
            sandbox,
          ),
        ]
      : []),
  ];
}

function isNewEnough(version: string): boolean {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  return major > OLDEST_PYTHON[0] || (major === OLDEST_PYTHON[0] && minor >= OLDEST_PYTHON[1]);
}
