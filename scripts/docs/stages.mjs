// The stage pages: one mermaid box per stage in the form input / who / do what / condition / output, and the artefact map.
import { FACTS, LABELS, NOTES, PHASE_AIMS, PHASE_TITLES, ROLES } from "./words.mjs";

/** Mermaid wraps labels at 200 pixels unless told otherwise: too narrow for sentences. */
const WIDE = '%%{init: {"flowchart": {"wrappingWidth": 380}}}%%';

/** `stages`: all 13 in order, each with its `phase` and `later`. */
export function stagesPage(stages, lang) {
  const words = LABELS[lang];
  const parts = [
    `# ${words.title}`,
    words.made,
    words.intro,
    ...phases(stages).flatMap((one) => phaseSection(one, lang)),
  ];
  return `${[...parts, ...mapSection(stages, lang)].join("\n\n")}\n`;
}

function phases(stages) {
  return [...new Set(stages.map((stage) => stage.phase))].map((phase) => ({
    phase,
    stages: stages.filter((stage) => stage.phase === phase),
  }));
}

function phaseSection({ phase, stages }, lang) {
  const title = PHASE_TITLES[phase];
  const mark = stages.every((stage) => stage.later) ? LABELS[lang].mark : "";
  return [
    `## ${title.seed} ${title[lang]}${mark}`,
    PHASE_AIMS[phase][lang],
    phaseDiagram(stages, lang),
    ...stages.flatMap((stage) => stageSection(stage, lang)),
  ];
}

function phaseDiagram(stages, lang) {
  const nodes = stages.map((stage, index) => `    S${index + 1}["${label(stage.id)}<br/>${label(stage.title[lang])}"]`);
  const chain = stages.map((_, index) => `S${index + 1}`).join(" --> ");
  return fence(["flowchart LR", ...nodes, `    ${chain}`]);
}

function stageSection(stage, lang) {
  const words = LABELS[lang];
  const heading = `### ${stage.seed} \`${stage.id}\` ${stage.title[lang]}`;
  const rules = stage.rules.map(({ file, ids }) => `\`${file}\`${words.colon}${ids.join(words.list)}`);
  return [
    heading,
    ...(stage.later ? [words.later] : []),
    stageDiagram(stage, lang),
    ...(rules.length === 0 ? [] : [`${words.rules}${words.colon}${rules.join(words.semicolon)}`]),
  ];
}

function stageDiagram(stage, lang) {
  const words = LABELS[lang];
  const books = stage.rules.map(({ file }) => file);
  const reads = namesOf(stage.reads, lang);
  const amends = namesOf(stage.amends ?? {}, lang).map((name) => `${words.amends} ${name}`);
  const box = (id, title, lines) => `${id}["${[`<b>${title}</b>`, ...lines.map(bullet)].join("<br/>")}"]`;
  return fence([
    WIDE,
    "flowchart LR",
    `    ${box("I", words.input, orNone([...new Set([...reads, ...books])], words))}`,
    `    ${box("O", words.output, [...namesOf(stage.writes, lang), ...amends])}`,
    `    subgraph S["${label(`${stage.id} — ${stage.title[lang]}`)}"]`,
    "        direction TB",
    `        ${box(
      "W",
      words.who,
      stage.roles.map((role) => ROLES[role]?.[lang] ?? role),
    )}`,
    `        ${box(
      "A",
      words.does,
      stage.does.map((step) => step[lang]),
    )}`,
    `        ${box("V", words.gate, clausesOf(stage.gate[lang]))}`,
    "        W --> A --> V",
    "    end",
    "    I --> S --> O",
  ]);
}

function mapSection(stages, lang) {
  const words = LABELS[lang];
  const rows = stages.map((stage, index) => {
    const title = PHASE_TITLES[stage.phase];
    const first = stages.findIndex((one) => one.phase === stage.phase) === index;
    const amended = namesOf(stage.amends ?? {}, lang).map((name) => `${words.amends} ${code(name, words)}`);
    const names = [...namesOf(stage.writes, lang).map((name) => code(name, words)), ...amended];
    const cells = [
      first ? `**${title.seed} ${title[lang]}**` : "",
      `\`${stage.id}\` ${stage.title[lang]}${stage.later ? words.mark : ""}`,
      names.join(words.list),
      NOTES[stage.id]?.[lang] ?? stage.gate[lang],
    ];
    return `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  });
  const table = [`| ${words.columns.join(" | ")} |`, "|---|---|---|---|", ...rows].join("\n");
  return [`## 3.5 ${words.map}`, words.mapIntro, table];
}

/** How people read an artefact: paths as they are, trees by their globs, facts in words. */
export function namesOf(artefacts, lang) {
  return [...new Set(Object.values(artefacts).flatMap((artefact) => nameOf(artefact, lang)))];
}

function nameOf(artefact, lang) {
  switch (artefact.kind) {
    case "file":
      return [artefact.path];
    case "tree":
      return artefact.globs.length > 0 && artefact.globs.length <= 3
        ? artefact.globs.map((glob) => glob.replace(/\*\*(\/\*)?$/, ""))
        : [FACTS[artefact.name]?.[lang] ?? artefact.name];
    case "oneOf":
      return [artefact.options.flatMap((option) => nameOf(option, lang)).join(LABELS[lang].or)];
    default:
      return [FACTS[artefact.name]?.[lang] ?? artefact.name];
  }
}

function code(name, words) {
  return name
    .split(words.or)
    .map((part) => (/^[\x20-\x7e]+$/.test(part) && /[./*-]/.test(part) ? `\`${part}\`` : part))
    .join(words.or);
}

function orNone(names, words) {
  return names.length === 0 ? [words.none] : names;
}

/** A gate line is several conditions, parted by semicolons. */
function clausesOf(text) {
  return text
    .split(/[；;]\s*/)
    .map((part) => part.trim())
    .filter((part) => part !== "");
}

function bullet(text) {
  return `• ${label(text)}`;
}

/** Mermaid's own escapes; without them quotes end a label and angle brackets vanish. */
function label(text) {
  return text
    .replaceAll("#", "#35;")
    .replaceAll('"', "#quot;")
    .replaceAll("<", "#lt;")
    .replaceAll(">", "#gt;")
    .replaceAll("`", "");
}

function fence(lines) {
  return ["```mermaid", ...lines, "```"].join("\n");
}
