// The REST of Hugging Face as far as we speak it: lists, descriptions, paged trees, file addresses, its refusals.

import { sendJson, sendStatus } from "./hub-sending.js";
import type { Exchange } from "./hub-server.js";
import { SHA, type WorldRepo } from "./hub-world.js";

/** Small, so that every tree has several pages. */
const PAGE = 2;

export function answerHuggingFace(exchange: Exchange): void {
  const { url, repos } = exchange;
  const list = /^\/api\/(dataset|model)s$/.exec(url.pathname);
  if (list !== null) {
    sendJson(exchange.response, repos.filter((repo) => repo.kind === list[1] && wanted(repo, url)).map(entry));
    return;
  }
  const about = /^\/api\/(dataset|model)s\/([^/]+\/[^/]+)(?:\/(revision|tree)\/([^/]+))?$/.exec(url.pathname);
  if (about !== null) {
    describe(exchange, about[1] ?? "", about[2] ?? "", about[3] ?? "", about[4] ?? "");
    return;
  }
  const file = /^\/(datasets\/)?([^/]+\/[^/]+)\/resolve\/([^/]+)\/(.+)$/.exec(url.pathname);
  if (file !== null) {
    resolve(exchange, file[1] === undefined ? "model" : "dataset", file[2] ?? "", file[4] ?? "");
    return;
  }
  sendStatus(exchange.response, 404);
}

function wanted(repo: WorldRepo, url: URL): boolean {
  const ask = url.searchParams;
  const tags = entry(repo).tags;
  return (
    repo.id.toLowerCase().includes((ask.get("search") ?? "").toLowerCase()) &&
    repo.id.startsWith(ask.get("author") ?? "") &&
    ask.getAll("filter").every((tag) => tags.includes(tag)) &&
    [null, repo.task].includes(ask.get("pipeline_tag"))
  );
}

function entry(repo: WorldRepo) {
  const language = repo.kind === "dataset" ? [`language:${repo.language}`] : [];
  return {
    _id: "6".repeat(24),
    id: repo.id,
    sha: SHA,
    gated: repo.gated ? "manual" : false,
    private: false,
    downloads: repo.downloads,
    likes: 3,
    lastModified: "2026-01-02T03:04:05.000Z",
    tags: [`license:${repo.licence}`, `task_categories:${repo.task}`, `size_categories:${repo.size}`, ...language],
    cardData: {
      license: repo.licence,
      language: [repo.language],
      ...(repo.configs === null ? {} : { configs: repo.configs }),
    },
    ...(repo.kind === "model" ? { pipeline_tag: repo.task } : {}),
    ...(repo.parameters === null
      ? {}
      : { safetensors: { parameters: { F32: repo.parameters }, total: repo.parameters } }),
  };
}

function find(exchange: Exchange, kind: string, id: string): WorldRepo | null {
  const { repos, response, url, signed } = exchange;
  const repo = repos.find((one) => one.kind === kind && one.id === id);
  if (repo !== undefined) return repo;
  const renamed = repos.find((one) => one.formerId === id);
  if (renamed !== undefined)
    sendStatus(response, 307, { location: `${url.pathname.replace(id, renamed.id)}${url.search}` });
  else sendStatus(response, signed ? 404 : 401, { "x-error-code": "RepoNotFound" });
  return null;
}

function closed(exchange: Exchange, repo: WorldRepo): boolean {
  const refused = repo.gated && !exchange.known;
  if (refused) sendStatus(exchange.response, exchange.signed ? 403 : 401, { "x-error-code": "GatedRepo" });
  return refused;
}

function describe(exchange: Exchange, kind: string, id: string, what: string, revision: string): void {
  const { response, url } = exchange;
  const repo = find(exchange, kind, id);
  if (repo === null) return;
  if (what !== "" && ![SHA, "main"].includes(revision)) {
    sendStatus(response, 404, { "x-error-code": "RevisionNotFound" });
    return;
  }
  if (what !== "tree") {
    sendJson(response, entry(repo));
    return;
  }
  if (closed(exchange, repo)) return;
  const start = Number(url.searchParams.get("cursor") ?? 0);
  const items = repo.files.slice(start, start + PAGE).map((file) => ({
    type: "file",
    path: file.path,
    size: file.bytes,
    oid: file.oid,
    ...(file.lfs ? { lfs: { oid: file.sha256, size: file.bytes, pointerSize: 134 } } : {}),
  }));
  const folder = start === 0 ? [{ type: "directory", path: "data", size: 0, oid: "1".repeat(40) }] : [];
  const more = start + PAGE < repo.files.length;
  const link = `<${url.pathname}?recursive=true&cursor=${start + PAGE}>; rel="next"`;
  sendJson(response, [...folder, ...items], more ? { link } : {});
}

function resolve(exchange: Exchange, kind: string, id: string, path: string): void {
  const repo = find(exchange, kind, id);
  if (repo === null || closed(exchange, repo)) return;
  const file = repo.files.find((one) => one.path === decodeURIComponent(path));
  if (file === undefined) sendStatus(exchange.response, 404, { "x-error-code": "EntryNotFound" });
  else exchange.file(file);
}
