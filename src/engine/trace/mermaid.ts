// The matrix as a mermaid graph: the files of a task stand in one box, cut links are dashed and red.
import type { Lang } from "../../base/bilingual.js";
import type { TraceLink } from "../../spec/trace.js";
import type { Matrix } from "./matrix.js";

/** Mermaid draws at most 500 edges. */
const MOST_EDGES = 480;
const FILES_SHOWN = 6;

interface Edge {
  readonly from: string;
  readonly to: string;
  readonly state: TraceLink["state"];
}

export function traceMermaid(matrix: Matrix, lang: Lang): string {
  const graph = new Map<string, string>();
  const edges = edgesOf(matrix, graph);
  const kept = [...edges].sort((a, b) => rank(a) - rank(b)).slice(0, MOST_EDGES);
  const used = new Set(kept.flatMap(({ from, to }) => [from, to]));
  const left = edges.length - kept.length;
  const cut = kept.flatMap(({ state }, at) => (state === "cut" ? [at] : []));
  return [
    "flowchart LR",
    ...[...graph].filter(([id]) => used.has(id)).map(([id, label]) => `  ${id}["${label}"]`),
    ...kept.map(({ from, to, state }) => `  ${from} ${ARROWS[state]} ${to}`),
    ...(cut.length === 0 ? [] : [`  linkStyle ${cut.join(",")} stroke:#c00,stroke-width:2px`]),
    ...(left === 0
      ? []
      : [`  more["${lang === "zh" ? `另有 ${left} 条链接，见 trace.json` : `${left} more links in trace.json`}"]`]),
    "",
  ].join("\n");
}

const ARROWS: Readonly<Record<TraceLink["state"], string>> = { ok: "-->", cut: "-. ✗ .->", not_run: "-.->" };
const RANKS: Readonly<Record<TraceLink["state"], number>> = { cut: 0, ok: 1, not_run: 2 };
const rank = ({ state }: Edge): number => RANKS[state];

/** The worst state of several links decides. */
function edgesOf({ links, nodes }: Matrix, graph: Map<string, string>): readonly Edge[] {
  const texts = new Map(nodes.map((node) => [`${node.kind} ${node.id}`, node.text]));
  const filesOf = new Map<string, string[]>();
  const tasksOf = new Map<string, string[]>();
  for (const { from, to } of links) {
    if (from.kind !== "task" || to.kind !== "file") continue;
    push(filesOf, from.id, to.id);
    push(tasksOf, to.id, from.id);
  }
  const edges = new Map<string, Edge>();
  const put = (from: string, to: string, state: TraceLink["state"]): void => {
    const known = edges.get(`${from} ${to}`);
    if (known === undefined || RANKS[state] < RANKS[known.state] || known.state === "not_run")
      edges.set(`${from} ${to}`, { from, to, state });
  };
  const node = ({ kind, id }: TraceLink["from"]): string => {
    const name = `${kind}_${slug(id)}`;
    if (!graph.has(name)) graph.set(name, label(kind, id, texts.get(`${kind} ${id}`) ?? ""));
    return name;
  };
  const box = (task: string): string => {
    const name = `files_${slug(task)}`;
    const files = filesOf.get(task) ?? [];
    const more = files.length > FILES_SHOWN ? [`… +${files.length - FILES_SHOWN}`] : [];
    if (!graph.has(name)) graph.set(name, [...files.slice(0, FILES_SHOWN), ...more].map(escaped).join("<br/>"));
    return name;
  };
  for (const { from, to, state } of links) {
    if (from.kind === "clause" && (to.kind === "file" || to.kind === "test")) continue;
    if (from.kind === "task" && to.kind === "file") put(node(from), box(from.id), state);
    else if (from.kind === "file" && tasksOf.has(from.id))
      for (const task of tasksOf.get(from.id) ?? []) put(box(task), node(to), state);
    else put(node(from), node(to), state);
  }
  return [...edges.values()];
}

function push(map: Map<string, string[]>, key: string, value: string): void {
  const known = map.get(key);
  if (known === undefined) map.set(key, [value]);
  else known.push(value);
}

function label(kind: string, id: string, text: string): string {
  const words = kind === "clause" || kind === "task" || kind === "run" ? text : "";
  const short = words.length > 40 ? `${words.slice(0, 39)}…` : words;
  return short === "" ? escaped(id) : `${escaped(id)}<br/>${escaped(short)}`;
}

function slug(id: string): string {
  return id.replace(/[^A-Za-z0-9]/g, (character) => `_${character.codePointAt(0)?.toString(16) ?? ""}`);
}

function escaped(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll('"', "&quot;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replace(/\s+/g, " ");
}
