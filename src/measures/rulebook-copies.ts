// Where the rulebook lies in a project.

/** Rulebook file → its place in the project. CLAUDE.md stands at the root, where coding agents look. */
export const RULEBOOK_COPIES: Readonly<Record<string, string>> = {
  "CREATE.md": "specs/CREATE.md",
  "ML.md": "specs/ML.md",
  "OmegaConf_README.md": "specs/OmegaConf_README.md",
  "VENV_CONFIG.md": "specs/VENV_CONFIG.md",
  "DEBUG_CODE.md": "specs/DEBUG_CODE.md",
  "DOCKER_CONFIG.md": "specs/DOCKER_CONFIG.md",
  "CLAUDE.md": "CLAUDE.md",
};
