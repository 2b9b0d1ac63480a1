// Checkbox lists: `- [x] T01 title`; the id is the first word of the line.
import { lineOf, nodesOf, plainText, treeOf } from "../markdown.js";

export interface Tick {
  readonly id: string;
  readonly ticked: boolean;
  readonly line: number;
}

/** Every checkbox of the document's lists, by the id its text opens with. */
export function ticksOf(text: string): Tick[] {
  return [...nodesOf(treeOf(text))].flatMap((node) => {
    if (node.type !== "listItem" || typeof node.checked !== "boolean") return [];
    const id = /^\s*([A-Z]+\d+)/.exec(plainText(node))?.[1];
    return id === undefined ? [] : [{ id, ticked: node.checked, line: lineOf(node) }];
  });
}

export function tickLine(done: boolean, id: string, text: string): string {
  return `- [${done ? "x" : " "}] ${id} ${text}`;
}
