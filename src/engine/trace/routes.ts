// Routes of a FastAPI service, read from its source: `@app.post("/predict")` becomes `POST /predict`.

const DOC = /("""|''')[\s\S]*?\1/g;
const ROUTE = /^[ \t]*@\w+\.(get|post|put|patch|delete|head|options)\(\s*["']([^"']+)["']/gm;

/** Only decorators at the start of a line count: a route in a comment or a docstring is none. */
export function routesIn(source: string): string[] {
  const code = source.replace(DOC, "");
  return [...new Set([...code.matchAll(ROUTE)].map((found) => `${(found[1] ?? "").toUpperCase()} ${found[2] ?? ""}`))];
}
