// A stand-in hub on this machine, with a storage host of its own beside it and faults that are ordered beforehand.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { answerHuggingFace } from "./hub-huggingface.js";
import { answerModelScope } from "./hub-modelscope.js";
import { sendFile, sendStatus } from "./hub-sending.js";
import type { WorldFile, WorldRepo } from "./hub-world.js";

export type HubDialect = "huggingface" | "modelscope";

/** What goes wrong with the next requests that match. */
export interface Fault {
  readonly on: RegExp;
  readonly times: number;
  readonly does:
    | { readonly status: number; readonly headers?: Readonly<Record<string, string>> }
    /** Ends the line after so many bytes of the body. */
    | { readonly cutAfter: number }
    /** Sends nothing more after so many bytes. */
    | { readonly silentAfter: number }
    | { readonly wrongBytes: true }
    | { readonly ignoreRange: true }
    | { readonly body: string };
}

export interface Seen {
  readonly host: "hub" | "storage";
  readonly url: string;
  readonly headers: IncomingMessage["headers"];
}

export interface HubServer {
  readonly url: string;
  readonly seen: Seen[];
  readonly repos: WorldRepo[];
  /** The token that opens gated repositories. */
  readonly token: string;
  fail(...faults: readonly Fault[]): void;
  [Symbol.asyncDispose](): Promise<void>;
}

/** What a dialect may use to answer. */
export interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly url: URL;
  readonly repos: readonly WorldRepo[];
  /** The right token was sent. */
  readonly known: boolean;
  readonly signed: boolean;
  file(file: WorldFile): void;
}

export async function startHub(dialect: HubDialect, repos: readonly WorldRepo[]): Promise<HubServer> {
  const seen: Seen[] = [];
  const faults: { on: RegExp; left: number; does: Fault["does"] }[] = [];
  const world = [...repos];
  const token = "secret-token-of-the-tests";
  const due = (url: string) => {
    const fault = faults.find((one) => one.left > 0 && one.on.test(url));
    if (fault !== undefined) fault.left -= 1;
    return fault?.does;
  };
  const find = (key: string) => world.flatMap((repo) => repo.files).find((file) => file.sha256 === key);
  const storage = await listen((request, response) => {
    const url = request.url ?? "";
    seen.push({ host: "storage", url, headers: request.headers });
    const file = find(url.slice(1).split("?")[0] ?? "");
    if (file === undefined) sendStatus(response, 404);
    else sendFile(request, response, file, due(url));
  });
  const hub = await listen((request, response) => {
    const target = request.url ?? "";
    seen.push({ host: "hub", url: target, headers: request.headers });
    const does = due(target);
    if (does !== undefined && "status" in does) {
      sendStatus(response, does.status, does.headers);
      return;
    }
    if (does !== undefined && "body" in does) {
      response.end(does.body);
      return;
    }
    const signed = request.headers.authorization !== undefined;
    const exchange: Exchange = {
      request,
      response,
      url: new URL(target, "http://hub"),
      repos: world,
      known: request.headers.authorization === `Bearer ${token}`,
      signed,
      file: (file) =>
        file.lfs
          ? sendStatus(response, 302, { location: `${storage.url}/${file.sha256}?signature=abc` })
          : sendFile(request, response, file, does),
    };
    (dialect === "huggingface" ? answerHuggingFace : answerModelScope)(exchange);
  });
  return {
    url: hub.url,
    seen,
    repos: world,
    token,
    fail: (...more) => faults.push(...more.map(({ on, times, does }) => ({ on, left: times, does }))),
    [Symbol.asyncDispose]: async () => {
      await Promise.all([close(hub.server), close(storage.server)]);
    },
  };
}

async function listen(
  answer: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<{ server: Server; url: string }> {
  const server = createServer(answer);
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const { port } = server.address() as AddressInfo;
  return { server, url: `http://127.0.0.1:${port}` };
}

async function close(server: Server): Promise<void> {
  server.closeAllConnections();
  await new Promise<void>((done) => server.close(() => done()));
}
