import { expect, test } from "vitest";
import { routesIn } from "./routes.js";

test("a decorator at the start of a line is a route, also over several lines and on a router", () => {
  const source =
    '    @app.get("/health")\n@router.post(\n    "/predict",\n    dependencies=[],\n)\n    @app.get(\'/health\')\n';

  expect(routesIn(source)).toEqual(["GET /health", "POST /predict"]);
});

test("a route in a comment, a docstring or a string is none", () => {
  const source = '# @app.get("/a")\n"""\n@app.get("/b")\n"""\nx = "@app.get(\'/c\')"\n@app.exception_handler(Error)\n';

  expect(routesIn(source)).toEqual([]);
});
