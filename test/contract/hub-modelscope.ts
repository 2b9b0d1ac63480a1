// The REST of ModelScope as far as we speak it: OpenAPI lists and descriptions, the older file API, its refusals.

import { sendJson, sendStatus } from "./hub-sending.js";
import type { Exchange } from "./hub-server.js";
import type { WorldRepo } from "./hub-world.js";

export function answerModelScope(exchange: Exchange): void {
  const { url, response } = exchange;
  const list = /^\/openapi\/v1\/(dataset|model)s$/.exec(url.pathname);
  if (list !== null) {
    search(exchange, list[1] ?? "");
    return;
  }
  const about = /^\/openapi\/v1\/(dataset|model)s\/([^/]+\/[^/]+)$/.exec(url.pathname);
  if (about !== null) {
    const repo = find(exchange, about[1] ?? "", about[2] ?? "");
    if (repo === null) sendStatus(response, 404);
    else sendJson(response, { success: true, data: entry(repo) });
    return;
  }
  const files = /^\/api\/v1\/(dataset|model)s\/([^/]+\/[^/]+)\/repo(?:\/(tree|files))?$/.exec(url.pathname);
  if (files !== null) {
    serve(exchange, files[1] ?? "", files[2] ?? "", files[3] ?? "");
    return;
  }
  sendStatus(response, 404);
}

function find({ repos }: Exchange, kind: string, id: string): WorldRepo | null {
  return repos.find((one) => one.kind === kind && (one.id === id || one.formerId === id)) ?? null;
}

function search(exchange: Exchange, kind: string): void {
  const ask = exchange.url.searchParams;
  const found = exchange.repos.filter(
    (repo) =>
      repo.kind === kind &&
      repo.id.toLowerCase().includes((ask.get("search") ?? "").toLowerCase()) &&
      repo.id.startsWith(ask.get("owner") ?? "") &&
      [null, repo.task].includes(ask.get("filter.task")),
  );
  const data = { [`${kind}s`]: found.map(entry), total_count: found.length, page_number: 1, page_size: 20 };
  sendJson(exchange.response, { success: true, request_id: "r", data });
}

function entry(repo: WorldRepo) {
  return {
    id: repo.id,
    display_name: repo.id,
    license: repo.licence,
    gated: repo.gated,
    login_required: false,
    private: false,
    downloads: repo.downloads,
    likes: 3,
    last_modified: "2026-01-02T03:04:05Z",
    tasks: [repo.task],
    tags: [`language:${repo.language}`, `size_categories:${repo.size}`],
  };
}

function serve(exchange: Exchange, kind: string, id: string, list: string): void {
  const { url, response, known } = exchange;
  const repo = find(exchange, kind, id);
  if (repo === null) {
    sendJson(response, { Code: 10010205001, Success: false, Message: `${id} not found` });
    return;
  }
  if (repo.gated && !known) {
    sendStatus(response, 403);
    return;
  }
  if (list !== "") {
    const size = Number(url.searchParams.get("PageSize") ?? 1000);
    const start = (Number(url.searchParams.get("PageNumber") ?? 1) - 1) * size;
    const items = repo.files.map((file) => ({
      Path: file.path,
      Name: file.path,
      Type: "blob",
      Size: file.bytes,
      Sha256: file.sha256,
      Revision: "5a",
    }));
    const all = [{ Path: "data", Name: "data", Type: "tree", Size: 0, Sha256: "" }, ...items];
    sendJson(response, {
      Code: 200,
      Success: true,
      Data: { Files: all.slice(start, start + size), TotalCount: all.length },
    });
    return;
  }
  const file = repo.files.find((one) => one.path === url.searchParams.get("FilePath"));
  if (file === undefined) sendStatus(response, 404);
  else exchange.file(file);
}
