// Which files make up the project that comes out, and which of them must be there.

/** Laid by construction, executed by t2. */
export const NOTEBOOK = "scripts/visualize_mini.ipynb";

/** What construction lays: code, configs, tests, service, images; not the reports of later stages. */
export const PROJECT_GLOBS: readonly string[] = [
  "src/**",
  "scripts/*.py",
  "configs/**",
  "tests/**",
  "service/**",
  "deploy/**",
  "requirements-*.txt",
  "pyproject.toml",
  ".gitignore",
  ".gitattributes",
  ".dockerignore",
  "data/sample/**",
];

/** Files that every project must hold, whatever its family. */
export function requiredFiles(packageName: string): readonly string[] {
  return [
    "README.md",
    "requirements.md",
    "tech.md",
    "configs/config.yaml",
    `src/${packageName}/__init__.py`,
    "scripts/train.py",
    "scripts/eval.py",
    "scripts/infer.py",
    "scripts/export.py",
    "scripts/download.py",
    "requirements-cpu.txt",
    "requirements-gpu.txt",
    "requirements-cpu.lock.txt",
    "requirements-gpu.lock.txt",
    "service/app.py",
    "deploy/docker/Dockerfile.cpu",
    "deploy/docker/Dockerfile.gpu",
    "deploy/docker/compose.yaml",
    "deploy/docker/compose.gpu.yaml",
    "deploy/docker/compose.monitoring.yaml",
    ".gitignore",
    ".gitattributes",
    "data/sample/sample.jsonl",
  ];
}

/** Laid before any task; accounted for without one. */
export const FIXED_GLOBS: readonly string[] = [
  "tests/**",
  "pyproject.toml",
  ".gitignore",
  ".gitattributes",
  ".dockerignore",
  "requirements-*.txt",
  "deploy/docker/requirements-*.txt",
  "data/sample/**",
  // The very text of the trusted program, as verify_ledger.py is.
  "src/*/datasets/croissant.py",
];

/** Routes that every project's service offers; `/docs` comes with the framework. */
export const SERVICE_ENDPOINTS: readonly string[] = [
  "GET /health",
  "GET /ready",
  "GET /version",
  "POST /predict",
  "GET /metrics",
];
