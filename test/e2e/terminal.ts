// A real terminal for the built command: a pseudo-terminal on which a person is played by what they see and type.
import { BIN, type Ended, run } from "./cli.js";

/** When the words appear, the keys are typed. */
export type Scene = readonly (readonly [sees: string, types: string])[];

const PROGRAM = `
import fcntl, json, os, pty, select, struct, sys, termios, time
argv, scene, limit = json.loads(sys.argv[1])
pid, fd = pty.fork()
if pid == 0:
    os.execvp(argv[0], argv)
fcntl.ioctl(fd, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 120, 0, 0))
seen, at, ends = "", 0, time.monotonic() + limit
while time.monotonic() < ends:
    ready, _, _ = select.select([fd], [], [], 0.5)
    if not ready:
        continue
    try:
        data = os.read(fd, 65536)
    except OSError:
        break
    if not data:
        break
    seen += data.decode("utf8", "replace")
    sys.stdout.write(data.decode("utf8", "replace"))
    if at < len(scene) and scene[at][0] in seen:
        seen = seen.split(scene[at][0], 1)[1]
        os.write(fd, scene[at][1].encode("utf8"))
        at += 1
_, status = os.waitpid(pid, 0)
sys.stdout.flush()
if at < len(scene):
    sys.stderr.write("never seen: " + scene[at][0])
sys.exit(os.waitstatus_to_exitcode(status) & 255)
`;

/** `err` names what the person waited for in vain; `out` is everything the terminal showed. */
export function atTerminal(
  args: readonly string[],
  scene: Scene,
  env: Readonly<Record<string, string>> = {},
): Promise<Ended> {
  const told = JSON.stringify([[process.execPath, BIN, ...args], scene, 120]);
  return run("python3", ["-c", PROGRAM, told], { env: { TERM: "xterm", ...env } });
}
