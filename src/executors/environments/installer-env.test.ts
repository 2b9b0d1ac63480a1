import { expect, test } from "vitest";
import { pipEnv, uvArguments, uvEnv } from "./installer-env.js";
import type { Source } from "./sources.js";

const INDEXES: readonly Source[] = [
  { kind: "default", address: "https://main/simple" },
  { kind: "extra", address: "https://extra/simple" },
  { kind: "links", address: "/wheels" },
];

test("uv is told what pip was told", () => {
  const pip = { cert: "/ca.pem", proxy: "http://proxy", timeout: "60", constraint: "/c.txt", "trusted-host": "h" };

  expect(uvEnv({ PATH: "/bin" }, pip, INDEXES, "/cache")).toMatchObject({
    PATH: "/bin",
    UV_DEFAULT_INDEX: "https://main/simple",
    UV_INDEX: "https://extra/simple",
    UV_FIND_LINKS: "/wheels",
    SSL_CERT_FILE: "/ca.pem",
    HTTPS_PROXY: "http://proxy",
    UV_HTTP_TIMEOUT: "60",
    UV_CONSTRAINT: "/c.txt",
    UV_INSECURE_HOST: "h",
    UV_CACHE_DIR: "/cache",
  });
});

test("what the person set for uv itself is kept, save where the cache lies", () => {
  const env = uvEnv({ UV_HTTP_TIMEOUT: "7", UV_CACHE_DIR: "/theirs" }, { timeout: "60" }, INDEXES, "/cache");

  expect(env).toMatchObject({ UV_HTTP_TIMEOUT: "7", UV_CACHE_DIR: "/cache" });
});

test("without a default index that answers the next one takes its place, for both", () => {
  const rest = INDEXES.slice(1);

  expect(uvEnv({}, {}, rest, "/cache")).toMatchObject({ UV_DEFAULT_INDEX: "https://extra/simple" });
  expect(pipEnv({}, {}, rest, "/cache")).toMatchObject({ PIP_INDEX_URL: "https://extra/simple" });
});

test("folders alone mean that no index is asked", () => {
  const links = INDEXES.slice(2);

  expect(uvArguments({}, links)).toEqual(["--no-index"]);
  expect(pipEnv({}, {}, links, "/cache")).toMatchObject({ PIP_NO_INDEX: "1", PIP_FIND_LINKS: "/wheels" });
});

test("pip's index options are those of the plan, whatever its variables said", () => {
  const env = pipEnv(
    { PIP_EXTRA_INDEX_URL: "https://dead" },
    { "extra-index-url": "https://dead", timeout: "9" },
    INDEXES,
    "/cache",
  );

  expect(env).toMatchObject({
    PIP_EXTRA_INDEX_URL: "https://extra/simple",
    PIP_TIMEOUT: "9",
    PIP_CONFIG_FILE: "/dev/null",
  });
});

test("no address stands among the arguments, which are recorded", () => {
  expect(uvArguments({ "only-binary": ":all:" }, INDEXES)).toEqual(["--only-binary", ":all:"]);
});
