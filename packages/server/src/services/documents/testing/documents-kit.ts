import { randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Engine, openEngine, systemClock, systemIds } from "@headway-jobs/engine";
import { httpConfig, type HttpConfig } from "../../../http/config.ts";
import { createHttpServer } from "../../../http/server.ts";
import type { EditAnswer, Editor, EditRequest } from "@headway-jobs/ports/editor";
import type { DocumentPorts } from "../ports.ts";
import { documentService, type DocumentSettings } from "../service.ts";
import type { AnswerBody } from "./answer-body.ts";

export type Answering = (request: EditRequest) => Promise<Partial<EditAnswer>> | Partial<EditAnswer>;

export interface DocumentsKit {
  readonly url: string;
  readonly engine: Engine;
  /** How the editor answers from now on. */
  answer(edit: Answering): void;
  /** What the editor was asked, so far. */
  readonly asked: readonly EditRequest[];
  post(path: string, body: unknown, headers?: Readonly<Record<string, string>>): Promise<Answered>;
  get(path: string, headers?: Readonly<Record<string, string>>): Promise<Answered>;
  /** Ends server and engine and starts others over the same data. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

export interface Answered {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The text parsed, of an answer in JSON. */
  readonly body: AnswerBody;
}

export const SETTINGS: DocumentSettings = {
  maxDocumentBytes: 5 * 2 ** 20,
  approvalTimeoutMs: 7 * 24 * 3_600_000,
  timeLimitMs: 1_800_000,
  concurrency: 8,
};

const NOTHING: Answering = () => ({});

/** An editor that answers what the test says. */
export function scriptedEditor(answering: Answering): Editor {
  return {
    name: "scripted",
    async edit(request) {
      request.signal.throwIfAborted();
      return { response: "Done.", proposals: [], warnings: [], ...(await answering(request)) };
    },
  };
}

/** A real server over a real engine, with an editor that does what the test says. */
export async function startDocuments(
  settings: Partial<DocumentSettings> = {},
  http: Partial<HttpConfig> = {},
  { model, databaseUrl }: { readonly model?: Editor; readonly databaseUrl?: string } = {},
): Promise<DocumentsKit> {
  const dataDir = await mkdtemp(join(tmpdir(), "headway-documents-"));
  const asked: EditRequest[] = [];
  let answering = NOTHING;
  const editor = scriptedEditor((request) => {
    asked.push(request);
    return answering(request);
  });
  const editors = { rules: editor, ...(model === undefined ? {} : { model }) };
  const start = () => startServer({ dataDir, databaseUrl }, editors, { ...SETTINGS, ...settings }, http);
  let running = await start();
  const request = async (path: string, init: RequestInit): Promise<Answered> => {
    const response = await fetch(running.url + path, init);
    const text = await response.text();
    const isJson = /json/.test(response.headers.get("content-type") ?? "");
    const body = (isJson ? JSON.parse(text) : text) as AnswerBody;
    return { status: response.status, headers: response.headers, text, body };
  };
  return {
    get url() {
      return running.url;
    },
    get engine() {
      return running.engine;
    },
    asked,
    answer(edit) {
      answering = edit;
    },
    post: (path, body, headers = {}) =>
      request(path, {
        method: "POST",
        headers: { ...(body instanceof FormData ? {} : { "Content-Type": "application/json" }), ...headers },
        body: body instanceof FormData ? body : JSON.stringify(body),
      }),
    get: (path, headers = {}) => request(path, { headers }),
    async restart() {
      await running.stop();
      running = await start();
    },
    async close() {
      await running.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

async function startServer(
  place: { readonly dataDir: string; readonly databaseUrl: string | undefined },
  editors: DocumentPorts["editors"],
  settings: DocumentSettings,
  http: Partial<HttpConfig>,
): Promise<{ readonly url: string; readonly engine: Engine; stop(): Promise<void> }> {
  const engine = await openEngine(place);
  const ports = { editors, engine, newId: randomUUID, nowMs: Date.now };
  const service = documentService(ports, settings);
  engine.register("document", service);
  await engine.start();
  const server = await createHttpServer({
    engine,
    services: [service],
    config: httpConfig({ port: 0, uploadDir: join(place.dataDir, "uploads"), accessLog: false, ...http }),
    log: { info: () => undefined, warn: () => undefined, error: () => undefined },
    clock: systemClock,
    ids: systemIds,
  });
  const { url } = await server.listen();
  return {
    url,
    engine,
    async stop() {
      await server.close({ graceMs: 200 });
      await engine.stop({ graceMs: 200 });
    },
  };
}

/** Waits until the job is in one of the statuses; answers the job. */
export async function jobIn(kit: DocumentsKit, jobId: string, ...statuses: readonly string[]): Promise<AnswerBody> {
  let etag = "";
  for (;;) {
    const waiting: Record<string, string> = etag === "" ? {} : { Prefer: "wait=20", "If-None-Match": etag };
    const { status, body, headers } = await kit.get(`/v1/jobs/${jobId}`, waiting);
    if (status === 304) continue;
    if (status !== 200) throw new Error(`the job was answered with ${status}`);
    if (statuses.includes(body.status)) return body;
    if (["completed", "failed", "cancelled"].includes(body.status)) {
      throw new Error(`the job is ${body.status}: ${JSON.stringify(body.error)}`);
    }
    etag = headers.get("etag") ?? "";
  }
}
