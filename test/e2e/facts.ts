// What this machine lets a test do: whether a sandbox works, whether mounts may be made.
import { execFileSync } from "node:child_process";

export const sandboxed = works("bwrap", ["--ro-bind", "/", "/", "--unshare-all", "true"]);

/** A private mount namespace, as root: size-limited and read-only mounts without touching the machine. */
export const mounts = process.getuid?.() === 0 && works("unshare", ["--mount", "mount", "-t", "tmpfs", "none", "/mnt"]);

function works(command: string, args: readonly string[]): boolean {
  try {
    execFileSync(command, args, { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}
