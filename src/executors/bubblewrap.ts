// Contains a command with bubblewrap: only what is named can be seen, only what is named can be written.
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { dirname, extname } from "node:path";
import type { SandboxSpec } from "../spec/command.js";
import { type Placement, placements } from "./placements.js";

export const SANDBOX_HOME = "/tmp/home";
const NOBODY = "65534";
const SYSTEM = ["/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32"];
const SYSTEM_FILES = [
  "/etc/alternatives",
  "/etc/ld.so.cache",
  "/etc/localtime",
  "/etc/fonts",
  "/sys/devices/system/cpu",
  // Processes of one command find each other over loopback by the name localhost.
  "/etc/hosts",
  "/etc/nsswitch.conf",
];
const NETWORK_FILES = ["/etc/resolv.conf", "/etc/ssl", "/etc/ca-certificates"];

export interface Contained {
  readonly argv: readonly string[];
  readonly cwd: string;
  /** The whole environment inside. */
  readonly env: Readonly<Record<string, string>>;
  readonly spec: SandboxSpec;
  /** Most bytes of the folder for temporary files, which lives in memory; 0 = no limit (bubblewrap before 0.7). */
  readonly tmpBytes: number;
}

/** Arguments for bwrap. Makes writable folders that do not exist yet. */
export function bubblewrapArguments(contained: Contained): string[] {
  const { spec, cwd, env } = contained;
  makeWritable(spec.write);
  const placed = placements(spec);
  return [
    ...["--unshare-all", "--hostname", "localhost", "--die-with-parent", "--new-session", "--clearenv"],
    ...(spec.network ? ["--share-net"] : []),
    ...Object.entries(env).flatMap(([name, value]) => ["--setenv", name, value]),
    ...SYSTEM.flatMap((path) => ["--ro-bind-try", path, path]),
    ...[...SYSTEM_FILES, ...(spec.network ? NETWORK_FILES : [])].flatMap((path) => ["--ro-bind-try", path, path]),
    ...["--proc", "/proc", "--dev", "/dev", ...graphicsDevices()],
    ...(contained.tmpBytes > 0 ? ["--size", String(contained.tmpBytes)] : []),
    ...["--tmpfs", "/tmp", "--dir", SANDBOX_HOME],
    ...placed.flatMap(bind),
    ...placed.filter((place) => place.kind === "mask" && place.folder).flatMap((place) => ["--remount-ro", place.at]),
    ...["--uid", NOBODY, "--gid", NOBODY, "--cap-drop", "ALL", "--chdir", cwd, "--", ...contained.argv],
  ];
}

export interface Bubblewrap {
  readonly program: string;
  /** Whether it can limit the size of a folder in memory. */
  readonly sized: boolean;
}

/** Really contains one short command; else says why that is impossible here. */
export function tryBubblewrap(program: string): Bubblewrap | { readonly reason: string } {
  const reason = attempt(program, 1 << 20);
  if (reason === "") return { program, sized: true };
  return attempt(program, 0) === "" ? { program, sized: false } : { reason };
}

function attempt(program: string, tmpBytes: number): string {
  const spec: SandboxSpec = { read: [], write: [], mask: [], network: false };
  const args = bubblewrapArguments({ argv: ["/usr/bin/env"], cwd: "/", env: {}, spec, tmpBytes });
  try {
    execFileSync(program, args, { env: {}, stdio: ["ignore", "ignore", "pipe"], timeout: 5_000 });
    return "";
  } catch (error) {
    const stderr = error instanceof Error && "stderr" in error ? String(error.stderr).trim() : "";
    return stderr.split("\n")[0] || String(error);
  }
}

function bind(place: Placement): string[] {
  switch (place.kind) {
    case "read":
      return ["--ro-bind", place.from, place.at];
    case "write":
      return ["--bind", place.from, place.at];
    case "mask":
      return place.folder ? ["--tmpfs", place.at] : ["--ro-bind", "/dev/null", place.at];
  }
}

/** A path with an extension is made as a file, any other as a folder. */
function makeWritable(paths: readonly string[]): void {
  for (const path of paths) {
    if (existsSync(path)) continue;
    const isFile = extname(path) !== "" && !path.endsWith("/");
    mkdirSync(isFile ? dirname(path) : path, { recursive: true });
    if (isFile) writeFileSync(path, "", { flag: "a" });
  }
}

function graphicsDevices(): string[] {
  return readdirSync("/dev")
    .filter((name) => name.startsWith("nvidia"))
    .map((name) => `/dev/${name}`)
    .filter((path) => !statSync(path).isFile())
    .flatMap((path) => ["--dev-bind", path, path]);
}
