// Does an expression name only evidence that exists, with operations its kinds allow? Walks the CEL syntax tree.
import type { ASTNode } from "./cel.js";
import { ANY, type Field, type Shape } from "./shape.js";

export type Scope = ReadonlyMap<string, Shape>;

export interface NameProblem {
  readonly message: { readonly zh: string; readonly en: string };
  readonly at: number;
}

interface Walk {
  readonly problems: NameProblem[];
  /** Paths that the expression asks about with `has()`. */
  readonly asked: ReadonlySet<string>;
}

const BOOL: Shape = { kind: "bool" };
const STRING: Shape = { kind: "string" };
const INT: Shape = { kind: "int" };
const NUMBER: Shape = { kind: "number" };
const MACROS = new Set(["all", "exists", "exists_one", "filter", "map"]);
const RESULTS: Readonly<Record<string, Shape>> = {
  size: INT,
  int: INT,
  double: NUMBER,
  string: STRING,
  bool: BOOL,
  startsWith: BOOL,
  endsWith: BOOL,
  contains: BOOL,
  matches: BOOL,
  join: STRING,
  lowerAscii: STRING,
  upperAscii: STRING,
  trim: STRING,
  substring: STRING,
  indexOf: INT,
};

/** The kind an expression yields, and every name that is not there. */
export function typecheck(
  ast: ASTNode,
  scope: Scope,
): { readonly shape: Shape; readonly problems: readonly NameProblem[] } {
  const walk: Walk = { problems: [], asked: new Set(askedPaths(ast)) };
  return { shape: shapeAt(ast, scope, walk), problems: walk.problems };
}

function shapeAt(node: ASTNode, scope: Scope, walk: Walk): Shape {
  switch (node.op) {
    case "value":
      return literal(node.args);
    case "id":
      return scope.get(node.args) ?? unknown(walk, node, node.args);
    case ".":
    case ".?":
      return field(node, node.args[0], node.args[1], scope, walk);
    case "[]":
    case "[?]":
      return indexed(node.args[0], node.args[1], scope, walk);
    case "call":
      return call(node.args[0], node.args[1], scope, walk);
    case "rcall":
      return method(node.args[0], node.args[1], node.args[2], scope, walk);
    case "list":
      return { kind: "list", of: node.args.map((item) => shapeAt(item, scope, walk))[0] ?? ANY };
    case "map":
      for (const [, value] of node.args) shapeAt(value, scope, walk);
      return ANY;
    case "?:":
      return conditional(node.args, scope, walk);
    case "!_":
      return logical([node.args], node, scope, walk);
    case "-_":
      return shapeAt(node.args, scope, walk);
    case "||":
    case "&&":
      return logical(node.args, node, scope, walk);
    default:
      return binary(node.op, node, node.args, scope, walk);
  }
}

function literal(value: unknown): Shape {
  if (typeof value === "bigint") return INT;
  if (typeof value === "number") return NUMBER;
  if (typeof value === "string") return STRING;
  return typeof value === "boolean" ? BOOL : ANY;
}

function unknown(walk: Walk, node: ASTNode, name: string): Shape {
  walk.problems.push({
    at: node.start,
    message: { zh: `证据中没有 ${name}`, en: `there is no evidence named ${name}` },
  });
  return ANY;
}

function field(node: ASTNode, owner: ASTNode, name: string, scope: Scope, walk: Walk): Shape {
  const shape = shapeAt(owner, scope, walk);
  if (shape.kind === "any") return ANY;
  if (shape.kind === "map") return shape.of;
  const path = `${pathOf(owner)}.${name}`;
  const found: Field | undefined = shape.kind === "object" ? shape.fields.get(name) : undefined;
  if (found === undefined) return unknown(walk, node, path);
  if (found.optional && !walk.asked.has(path)) {
    walk.problems.push({
      at: node.start,
      message: {
        zh: `${path} 可能缺席，须先用 has(${path}) 询问`,
        en: `${path} may be absent: ask has(${path}) first`,
      },
    });
  }
  return found.shape;
}

function indexed(owner: ASTNode, index: ASTNode, scope: Scope, walk: Walk): Shape {
  const shape = shapeAt(owner, scope, walk);
  shapeAt(index, scope, walk);
  return shape.kind === "list" || shape.kind === "map" ? shape.of : ANY;
}

function call(name: string, args: readonly ASTNode[], scope: Scope, walk: Walk): Shape {
  for (const argument of args) shapeAt(argument, scope, walk);
  return name === "has" ? BOOL : (RESULTS[name] ?? ANY);
}

function method(name: string, owner: ASTNode, args: readonly ASTNode[], scope: Scope, walk: Walk): Shape {
  if (owner.op === "id" && owner.args === "cel" && name === "bind") return bound(args, scope, walk);
  const shape = shapeAt(owner, scope, walk);
  const [first] = args;
  if (!MACROS.has(name) || first?.op !== "id") {
    for (const argument of args) shapeAt(argument, scope, walk);
    return RESULTS[name] ?? ANY;
  }
  if (shape.kind !== "list" && shape.kind !== "map" && shape.kind !== "any") {
    walk.problems.push({
      at: owner.start,
      message: {
        zh: `${pathOf(owner)} 不是列表，不能用 ${name}`,
        en: `${pathOf(owner)} is not a list: ${name} does not apply`,
      },
    });
  }
  const inner = new Map([...scope, [first.args, shape.kind === "list" ? shape.of : ANY]]);
  const results = args.slice(1).map((argument) => shapeAt(argument, inner, walk));
  if (name === "filter") return shape;
  return name === "map" ? { kind: "list", of: results.at(-1) ?? ANY } : BOOL;
}

function bound(args: readonly ASTNode[], scope: Scope, walk: Walk): Shape {
  const [name, value, body] = args;
  if (name?.op !== "id" || value === undefined || body === undefined) return ANY;
  return shapeAt(body, new Map([...scope, [name.args, shapeAt(value, scope, walk)]]), walk);
}

function conditional(args: readonly [ASTNode, ASTNode, ASTNode], scope: Scope, walk: Walk): Shape {
  shapeAt(args[0], scope, walk);
  shapeAt(args[1], scope, walk);
  return shapeAt(args[2], scope, walk);
}

function logical(args: readonly ASTNode[], node: ASTNode, scope: Scope, walk: Walk): Shape {
  for (const side of args) {
    const { kind } = shapeAt(side, scope, walk);
    if (kind !== "bool" && kind !== "any") {
      walk.problems.push({
        at: node.start,
        message: { zh: `${pathOf(side)} 不是真假值`, en: `${pathOf(side)} is not true or false` },
      });
    }
  }
  return BOOL;
}

const FAMILY: Readonly<Record<Shape["kind"], string>> = {
  bool: "bool",
  string: "string",
  int: "number",
  number: "number",
  list: "list",
  map: "object",
  object: "object",
  any: "any",
};

function binary(op: string, node: ASTNode, args: readonly [ASTNode, ASTNode], scope: Scope, walk: Walk): Shape {
  const left = shapeAt(args[0], scope, walk);
  const right = shapeAt(args[1], scope, walk);
  const known = left.kind !== "any" && right.kind !== "any";
  if (op === "in") {
    if (right.kind === "list" && known) compare(left, right.of, node, walk);
    return BOOL;
  }
  if (["==", "!=", "<", "<=", ">", ">="].includes(op)) {
    compare(left, right, node, walk);
    return BOOL;
  }
  if (known && left.kind !== right.kind) mismatch(left, right, node, walk);
  return left.kind === "any" ? right : left;
}

function compare(left: Shape, right: Shape, node: ASTNode, walk: Walk): void {
  const kinds = new Set([FAMILY[left.kind], FAMILY[right.kind]]);
  if (kinds.size > 1 && !kinds.has("any")) mismatch(left, right, node, walk);
}

/** Whole literals are `int` in CEL and evidence is `double`: `n + 1` fails when evaluated, `n + 1.0` holds. */
function mismatch(left: Shape, right: Shape, node: ASTNode, walk: Walk): void {
  const numbers = FAMILY[left.kind] === "number" && FAMILY[right.kind] === "number";
  const advice = numbers ? { zh: "，整数请写成 1.0", en: "; write a whole number as 1.0" } : { zh: "", en: "" };
  walk.problems.push({
    at: node.start,
    message: {
      zh: `两侧类型不同：${left.kind} 与 ${right.kind}${advice.zh}`,
      en: `the sides differ in kind: ${left.kind} and ${right.kind}${advice.en}`,
    },
  });
}

function pathOf(node: ASTNode): string {
  if (node.op === "id") return node.args;
  if (node.op === "." || node.op === ".?") return `${pathOf(node.args[0])}.${node.args[1]}`;
  return node.input.slice(node.start, node.range.end);
}

function askedPaths(node: ASTNode): string[] {
  const here = node.op === "call" && node.args[0] === "has" ? node.args[1].map(pathOf) : [];
  return [...here, ...childrenOf(node).flatMap(askedPaths)];
}

function childrenOf(node: ASTNode): readonly ASTNode[] {
  const flat: unknown[] = [node.args].flat(3);
  return flat.filter((child): child is ASTNode => typeof child === "object" && child !== null && "op" in child);
}
