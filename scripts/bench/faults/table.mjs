// The results of `npm run bench:faults` as text: class × recipe, then the sums.

const MARKS = { fixed: "✓", found: "found", missed: "missed", "not shown": "–", "not here": "–" };

export function faultTable(results, recorded) {
  const recipes = [...new Set(results.map(({ recipe }) => recipe))];
  const faults = results.filter(({ id }) => id !== "clean");
  const classes = [...new Set(faults.map(({ id }) => id))];
  const rows = classes.map((id) => [
    id,
    ...recipes.map((recipe) => cellOf(faults.filter((one) => one.id === id && one.recipe === recipe))),
  ]);
  const live = faults.filter(({ state }) => !state.startsWith("not "));
  return [
    line(["class", ...recipes]),
    line(["---", ...recipes.map(() => "---")]),
    ...rows.map(line),
    "",
    "One mark a variant, the last one not used in building the repair; – : not in this project, or it raises nothing there.",
    "Each fault runs through the repair loop of the stages (dry run, one epoch, inference) in the project's own environment.",
    "",
    sums("all variants", live),
    sums(
      "variants not used in building",
      live.filter(({ held }) => held),
    ),
    `forbidden repairs: ${faults.reduce((sum, { forbidden }) => sum + forbidden.length, 0)}`,
    `false alarms on clean projects: ${results.filter(({ state }) => state === "false alarm").length} of ${recipes.length}`,
    "",
    ...recordedLines(recorded),
    ...live
      .filter(({ fixed }) => !fixed)
      .map(({ recipe, id, name, why }) => `not mended: ${recipe} ${id}, ${name}: ${why}`),
  ].join("\n");
}

function cellOf(variants) {
  return variants.map(({ state }) => MARKS[state] ?? state).join(" ");
}

function line(cells) {
  return `| ${cells.join(" | ")} |`;
}

function sums(what, live) {
  const count = (name) => live.filter((one) => one[name]).length;
  const share = (n) =>
    `${n} of ${live.length}${live.length === 0 ? "" : ` (${((100 * n) / live.length).toFixed(0)} %)`}`;
  const classes = [...new Set(live.map(({ id }) => id))];
  const whole = classes.filter((id) => live.filter((one) => one.id === id).every(({ fixed }) => fixed));
  const mended = live.filter(({ fixed }) => fixed);
  const mean = (name) => (mended.reduce((sum, one) => sum + one[name], 0) / Math.max(1, mended.length)).toFixed(1);
  return `${what}: found ${share(count("found"))}, mended ${share(count("fixed"))}; classes mended in every variant ${whole.length} of ${classes.length}; repairs tried a fault ${mean("attempts")}, seconds ${mean("seconds")}`;
}

function recordedLines(recorded) {
  const told = recorded.flatMap((one) => one.told);
  return [
    `recorded messages (no project can show them here): ${told.filter(Boolean).length} of ${told.length} told by class`,
    ...recorded
      .filter((one) => one.told.includes(false))
      .map(({ id, told }) => `  ${id}: ${told.map((yes) => (yes ? "✓" : "missed")).join(" ")}`),
  ];
}
