// Decides where the packages of one lock come from, and refuses to pull gigabytes of CUDA for a CPU profile.
import type { EnvironmentRequest } from "../../ports/environments.js";
import { EnvironmentFailure, withoutSecrets } from "./failure.js";
import type { Answer } from "./probe.js";
import type { Source } from "./sources.js";

export interface InstallPlan {
  /** The lock, with the build of torch named where one build must be taken. */
  readonly requirements: string;
  readonly sources: readonly Source[];
  /** The lock is complete, so nothing else may be resolved; but a CUDA build has parts that a CPU lock lacks. */
  readonly withDependencies: boolean;
  readonly probed: readonly { readonly what: string; readonly answer: string }[];
  readonly leftOut: readonly string[];
}

export interface Machine {
  readonly platform: string;
  /** As Python names it: x86_64, aarch64, arm64. */
  readonly machine: string;
  /** 3.11.7 */
  readonly pythonVersion: string;
}

export interface PlanInput {
  readonly request: EnvironmentRequest;
  readonly machine: Machine;
  readonly sources: readonly Source[];
  readonly answers: readonly Answer[];
  readonly allowCudaWheel: boolean;
}

const TORCH = /^torch==([^\s;+]+)(\+[\w.]+)?/m;

/** Version of torch that the lock pins without naming a build, or "". */
export function pinnedTorch(lock: string): string {
  const found = TORCH.exec(lock);
  return found === null || found[2] !== undefined ? "" : (found[1] ?? "");
}

/** Some project of the lock, to ask the indexes for: torch when pinned, else the first. */
export function askedName(lock: string): string {
  if (TORCH.test(lock)) return "torch";
  const first = /^([A-Za-z0-9][\w.-]*)\s*==/m.exec(lock)?.[1] ?? "pip";
  return first.toLowerCase().replace(/[-_.]+/g, "-");
}

/** Only Linux has a CUDA build as the default one. */
export function mustChooseCpuBuild(request: EnvironmentRequest, machine: Machine): boolean {
  return request.profile === "cpu" && machine.platform === "linux" && pinnedTorch(request.lock) !== "";
}

/** @throws EnvironmentFailure index. */
export function planInstall(input: PlanInput): InstallPlan {
  const { request, sources, answers } = input;
  const reachable = sources.filter((_, at) => answers[at]?.ok);
  const leftOut = sources.filter((source) => !reachable.includes(source)).map(nameOf);
  const probed = sources.map((source, at) => ({ what: nameOf(source), answer: answers[at]?.answer ?? "no answer" }));
  if (reachable.length === 0 && sources.length > 0) throw unreachable(probed);
  const plan = { requirements: request.lock, sources: reachable, withDependencies: false, probed, leftOut };
  if (!mustChooseCpuBuild(request, input.machine)) return plan;
  const wheel = cpuWheel(input);
  if (wheel !== "") return { ...plan, requirements: nameBuild(request.lock, wheel) };
  if (request.offline) return plan;
  if (input.allowCudaWheel) return { ...plan, withDependencies: true };
  throw onlyCuda(pinnedTorch(request.lock), probed);
}

/** A wheel of the pinned torch that surely is a CPU build and fits this Python, or "". */
function cpuWheel({ request, machine, sources, answers }: PlanInput): string {
  const [major = "3", minor = ""] = machine.pythonVersion.split(".");
  const version = pinnedTorch(request.lock).replaceAll(".", "\\.");
  const fits = new RegExp(`^torch-${version}(\\+\\w+)?-cp${major}${minor}-.*linux.*_${machine.machine}\\.whl$`);
  const found = sources.flatMap((source, at) =>
    (answers[at]?.wheels ?? []).filter((name) => fits.test(name) && isCpuBuild(name, source)),
  );
  return found.find((name) => name.includes("+cpu")) ?? found[0] ?? "";
}

/** On a general index only `+cpu` says so; a folder of the user's and PyTorch's CPU index hold no CUDA unmarked. */
function isCpuBuild(name: string, source: Source): boolean {
  return name.includes("+cpu") || (!name.includes("+") && (source.kind === "links" || source.kind === "torch"));
}

function nameBuild(lock: string, wheel: string): string {
  return wheel.includes("+cpu") ? lock.replace(TORCH, "torch==$1+cpu") : lock;
}

function nameOf(source: Source): string {
  const address = withoutSecrets(source.address);
  switch (source.kind) {
    case "default":
      return address || "default index";
    case "torch":
      return `PyTorch index ${address}`;
    case "extra":
      return address;
    case "links":
      return `find-links ${address}`;
  }
}

function unreachable(probed: InstallPlan["probed"]): EnvironmentFailure {
  return new EnvironmentFailure("index", probed.map(({ what, answer }) => `${what}: ${answer}`).join("; "));
}

function onlyCuda(version: string, probed: InstallPlan["probed"]): EnvironmentFailure {
  const detail = probed.map(({ what, answer }) => `${what}: ${answer}`).join("; ");
  return new EnvironmentFailure("index", detail, {
    message: {
      zh: `找不到 torch ${version} 的 CPU 版本；默认索引只提供数 GB 的 CUDA 版本，已拒绝下载（${detail}）`,
      en: `No CPU build of torch ${version} was found; the default index only has the CUDA build of several GB, which was refused (${detail})`,
    },
    hint: {
      zh: "让 PyTorch 的 CPU 索引可访问，或把 CPU 版 wheel 放进 pip 的 find-links 文件夹；确实要用 CUDA 版时设置 PLUMBLINE_ALLOW_CUDA_WHEEL=1",
      en: "Make PyTorch's CPU index reachable, or put the CPU wheel in a folder named by pip's find-links; to take the CUDA build all the same set PLUMBLINE_ALLOW_CUDA_WHEEL=1",
    },
  });
}
