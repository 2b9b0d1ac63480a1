// The structure of evidence as rules may name it, derived from its Zod schema.
import { z } from "zod";

export type Shape =
  | { readonly kind: "bool" | "string" | "int" | "number" | "any" }
  | { readonly kind: "list"; readonly of: Shape }
  | { readonly kind: "map"; readonly of: Shape }
  | { readonly kind: "object"; readonly fields: ReadonlyMap<string, Field> };

export interface Field {
  readonly shape: Shape;
  readonly optional: boolean;
}

export const ANY: Shape = { kind: "any" };

const KEPT = new WeakMap<z.ZodType, Shape>();

/** Evidence numbers are CEL doubles, whole ones too: plain data does not tell 3 from 3.0. */
export function shapeOf(schema: z.ZodType): Shape {
  const shape = KEPT.get(schema) ?? fromJsonSchema(z.toJSONSchema(schema, { unrepresentable: "any", io: "output" }));
  KEPT.set(schema, shape);
  return shape;
}

type JsonSchema = z.core.JSONSchema.BaseSchema;

function fromJsonSchema(schema: JsonSchema | boolean): Shape {
  if (typeof schema === "boolean") return ANY;
  switch (schema.type) {
    case "boolean":
      return { kind: "bool" };
    case "string":
      return { kind: "string" };
    case "number":
    case "integer":
      return { kind: "number" };
    case "array":
      return { kind: "list", of: itemsOf(schema) };
    case "object":
      return objectOf(schema);
    default:
      return ANY;
  }
}

function itemsOf({ items }: JsonSchema): Shape {
  return items === undefined || Array.isArray(items) ? ANY : fromJsonSchema(items);
}

function objectOf(schema: JsonSchema): Shape {
  if (schema.properties === undefined) {
    const { additionalProperties } = schema;
    return { kind: "map", of: additionalProperties === undefined ? ANY : fromJsonSchema(additionalProperties) };
  }
  const required = new Set(schema.required ?? []);
  const fields = Object.entries(schema.properties).map(
    ([name, value]) => [name, { shape: fromJsonSchema(value), optional: !required.has(name) }] as const,
  );
  return { kind: "object", fields: new Map(fields) };
}

/** Shape of plain data at hand: a rule's `params`. */
export function shapeOfValue(value: unknown): Shape {
  if (typeof value === "boolean") return { kind: "bool" };
  if (typeof value === "string") return { kind: "string" };
  if (typeof value === "number") return { kind: "number" };
  if (Array.isArray(value)) return { kind: "list", of: value.length === 0 ? ANY : shapeOfValue(value[0]) };
  if (typeof value === "object" && value !== null) {
    const fields = Object.entries(value).map(([k, v]) => [k, { shape: shapeOfValue(v), optional: false }] as const);
    return { kind: "object", fields: new Map(fields) };
  }
  return ANY;
}
