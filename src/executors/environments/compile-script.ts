// A small Python program that makes the bytecode of an environment.

/**
 * Arguments: the environment, then others of the same cache. uv links files from its cache, so a source with the same
 * inode is the same file, and its bytecode is linked too instead of being made again (import corrects the path in it).
 */
export const COMPILE_SCRIPT = `
import compileall, os, re, sys

def take_over(ours, theirs):
    for folder, _, names in os.walk(ours):
        there = theirs + folder[len(ours):]
        cache = os.path.join(there, "__pycache__")
        if not os.path.isdir(cache):
            continue
        for name in os.listdir(cache):
            source = name.split(".", 1)[0] + ".py"
            if source in names and os.path.exists(os.path.join(there, source)):
                if os.path.samefile(os.path.join(folder, source), os.path.join(there, source)):
                    os.makedirs(os.path.join(folder, "__pycache__"), exist_ok=True)
                    link(os.path.join(cache, name), os.path.join(folder, "__pycache__", name))

def link(source, target):
    try:
        os.link(source, target)
    except OSError:
        pass

if __name__ == "__main__":
    tests = re.compile(r"[/]tests?[/]")
    ours = os.path.join(sys.argv[1], "lib")
    for other in sys.argv[2:4]:
        take_over(ours, os.path.join(other, "lib"))
    compileall.compile_dir(ours, quiet=2, rx=tests, workers=os.cpu_count() or 1)
`;
