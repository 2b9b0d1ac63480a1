// How the stand-in hub sends: JSON, refusals, and files by range with the fault that is due.
import type { IncomingMessage, ServerResponse } from "node:http";
import { Readable } from "node:stream";
import type { Fault } from "./hub-server.js";
import type { WorldFile } from "./hub-world.js";

const PIECE = 64 * 1024;

export function sendStatus(
  response: ServerResponse,
  status: number,
  headers: Readonly<Record<string, string>> = {},
): void {
  response.writeHead(status, headers);
  response.end(status >= 400 ? "<html>no</html>" : "");
}

export function sendJson(
  response: ServerResponse,
  data: unknown,
  headers: Readonly<Record<string, string>> = {},
): void {
  response.writeHead(200, { "content-type": "application/json", ...headers });
  response.end(JSON.stringify(data));
}

export function sendFile(
  request: IncomingMessage,
  response: ServerResponse,
  file: WorldFile,
  does: Fault["does"] | undefined,
): void {
  if (does !== undefined && "status" in does) {
    sendStatus(response, does.status, does.headers);
    return;
  }
  const asked = /^bytes=(\d+)-/.exec(request.headers.range ?? "")?.[1];
  const ignore = does !== undefined && "ignoreRange" in does;
  const from = asked === undefined || ignore ? 0 : Number(asked);
  if (from > 0 && from >= file.bytes) {
    sendStatus(response, 416);
    return;
  }
  const partial = asked !== undefined && !ignore;
  response.writeHead(partial ? 206 : 200, {
    "content-length": String(file.bytes - from),
    ...(partial ? { "content-range": `bytes ${from}-${file.bytes - 1}/${file.bytes}` } : {}),
  });
  response.flushHeaders();
  Readable.from(pieces(file, from, response, does), { objectMode: false, highWaterMark: PIECE }).pipe(response);
}

async function* pieces(
  file: WorldFile,
  from: number,
  response: ServerResponse,
  does: Fault["does"] | undefined,
): AsyncGenerator<Buffer> {
  const stop =
    does === undefined
      ? undefined
      : "cutAfter" in does
        ? does.cutAfter
        : "silentAfter" in does
          ? does.silentAfter
          : undefined;
  const end = stop === undefined ? file.bytes : Math.min(file.bytes, from + stop);
  for (let at = from; at < end; at += PIECE) {
    const piece = Buffer.from(file.slice(at, Math.min(end, at + PIECE)));
    if (does !== undefined && "wrongBytes" in does) piece[0] = (piece[0] ?? 0) ^ 255;
    yield piece;
  }
  if (does === undefined || end >= file.bytes) return;
  if ("cutAfter" in does) {
    await new Promise((done) => setImmediate(done));
    response.socket?.end();
  }
  await new Promise((done) => response.once("close", done));
}
