// Who may import whom: the floors in order, lowest first, and the one owner of each library.

/** Folders of src/, floor by floor. A file imports from its own folder or from a lower floor; equal floors never meet. */
const FLOORS = [
  ["base"],
  ["spec"],
  ["ports", "knowledge", "reading", "gates"],
  ["workspace", "ledger", "executors", "minds", "hubs", "measures", "graph"],
  ["operate"],
  ["engine", "stages"],
  ["app"],
  ["server", "mcp"],
  ["cli"],
];

/** Library → the only folders of src/ that may import it. */
const OWNERS = {
  commander: ["cli"],
  "log-update": ["cli"],
  picocolors: ["cli"],
  yaml: ["spec"],
  unified: ["spec"],
  "remark-parse": ["spec"],
  "remark-gfm": ["spec"],
  "@marcbachmann/cel-js": ["gates"],
  execa: ["executors"],
  canonicalize: ["base"],
  "@ast-grep/napi": ["knowledge"],
  "@ast-grep/lang-python": ["knowledge"],
};

const folder = (names) => `^src/(${names.join("|")})/`;

const floorRules = FLOORS.flatMap((names, floor) =>
  names
    .map((name) => {
      const above = FLOORS.slice(floor)
        .flat()
        .filter((other) => other !== name);
      return {
        name: `floor-of-${name}`,
        comment: `src/${name} imports from its own folder or from a lower floor`,
        severity: "error",
        from: { path: folder([name]) },
        to: { path: folder(above) },
      };
    })
    .filter((rule) => rule.to.path !== "^src/()/"),
);

const ownerRules = Object.entries(OWNERS).map(([library, owners]) => ({
  name: `owner-of-${library.replaceAll(/[^a-z]+/g, "-").replace(/^-/, "")}`,
  comment: `only ${owners.map((owner) => `src/${owner}`).join(", ")} imports ${library}`,
  severity: "error",
  from: { path: "^src/", pathNot: folder(owners) },
  to: { path: `^node_modules/${library}/` },
}));

module.exports = {
  forbidden: [
    ...floorRules,
    ...ownerRules,
    {
      name: "unknown-folder",
      comment: "every folder of src/ stands on a floor",
      severity: "error",
      from: { path: "^src/", pathNot: folder(FLOORS.flat()) },
      to: {},
    },
    { name: "no-circular", severity: "error", from: {}, to: { circular: true } },
    { name: "no-unresolvable", severity: "error", from: {}, to: { couldNotResolve: true } },
    {
      name: "stages-unknown-to-engine",
      comment: "the engine runs any list of stages and knows none",
      severity: "error",
      from: { path: "^src/engine/" },
      to: { path: "^src/stages/" },
    },
    {
      name: "no-undeclared-library",
      severity: "error",
      from: { path: "^src/", pathNot: "\\.test\\.ts$" },
      to: { dependencyTypes: ["npm-dev", "npm-no-pkg", "npm-unknown"], dependencyTypesNot: ["type-only"] },
    },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "require", "node", "default", "types"],
    },
    moduleSystems: ["es6", "cjs"],
  },
};
