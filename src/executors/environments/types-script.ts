// A small Python program that lets the type checker read an environment's libraries once, for every project in it.

/**
 * Arguments: where the checker keeps what it read, and the text of the projects' pyproject.toml, whose settings that
 * holds for. Nothing of a project is read here, so no project can put anything into it.
 */
export const TYPES_SCRIPT = `
import importlib.util, os, subprocess, sys, tempfile

LIBRARIES = ("torch", "numpy", "numpy.typing", "omegaconf", "fastapi", "pydantic", "PIL", "sklearn")
MORE = ("torch.nn.functional", "torch.utils.data", "torch.distributed", "torch.nn.parallel", "prometheus_client")

def present(name):
    try:
        return importlib.util.find_spec(name.split(".")[0]) is not None
    except (ImportError, ValueError):
        return False

if __name__ == "__main__" and present("mypy"):
    cache, settings = sys.argv[1:3]
    with tempfile.TemporaryDirectory() as folder:
        for name in ("src", "scripts", "service"):
            os.mkdir(os.path.join(folder, name))
        with open(os.path.join(folder, "pyproject.toml"), "w", encoding="utf-8") as file:
            file.write(settings)
        with open(os.path.join(folder, "src", "libraries.py"), "w", encoding="utf-8") as file:
            file.writelines("import %s\\n" % name for name in LIBRARIES + MORE if present(name))
        subprocess.run([sys.executable, "-m", "mypy", "--cache-dir", cache, "src"], cwd=folder)
`;
