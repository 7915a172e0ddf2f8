import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { HeadwayError } from "@headway-jobs/contract";
import type { Artifact } from "@headway-jobs/engine";
import type { FastifyReply, FastifyRequest } from "fastify";
import type { Caller } from "./access/authenticate.ts";
import { ifRangeHolds, noneMatches } from "./request/conditional.ts";
import { headerOf } from "./request/headers.ts";
import { chooseRange } from "./request/range.ts";
import type { EdgeReply } from "./route.ts";
import { answerWithStream, type AnswerWithStreamParts } from "./sse/answer-with-stream.ts";

export type RespondParts = AnswerWithStreamParts;

/** Sends what a handler answered. */
export async function respond(
  parts: RespondParts,
  request: FastifyRequest,
  reply: FastifyReply,
  answer: EdgeReply,
  caller: Caller,
): Promise<FastifyReply> {
  if (answer.kind !== "stream" && answer.headers !== undefined) reply.headers(answer.headers);
  switch (answer.kind) {
    case "json":
      return sendText(request, reply, answer.status, "application/json; charset=utf-8", JSON.stringify(answer.body));
    case "text":
      return sendText(request, reply, answer.status, answer.mediaType, answer.text);
    case "empty":
      return reply.code(answer.status).send(null);
    case "artifact":
      return sendArtifact(parts, request, reply, answer.artifact);
    case "bytes":
      return sendBytes(request, reply, answer);
    case "stream":
      await answerWithStream(parts, reply, caller, answer);
      return reply;
  }
}

function sendText(
  request: FastifyRequest,
  reply: FastifyReply,
  status: number,
  mediaType: string,
  text: string,
): FastifyReply {
  reply.code(status).header("Content-Type", mediaType);
  if (!reply.hasHeader("Cache-Control")) reply.header("Cache-Control", "no-store");
  reply.header("Content-Length", Buffer.byteLength(text));
  return reply.send(request.method === "HEAD" ? null : text);
}

// A browser would run these in this server's origin; as attachments they are only files.
const ACTIVE_TYPES =
  /^(?:text\/html|application\/xhtml\+xml|image\/svg\+xml|(?:text|application)\/(?:[a-z.+-]*\+)?xml)\b/i;

const FILE_POLICY = "sandbox; default-src 'none'";

function sendBytes(
  request: FastifyRequest,
  reply: FastifyReply,
  { bytes, mediaType, filename }: Extract<EdgeReply, { kind: "bytes" }>,
): FastifyReply {
  reply.headers({
    "Content-Type": contentType(mediaType),
    "Content-Length": bytes.byteLength,
    "Content-Security-Policy": FILE_POLICY,
  });
  if (filename !== undefined) reply.header("Content-Disposition", disposition("attachment", filename));
  else if (ACTIVE_TYPES.test(mediaType)) reply.header("Content-Disposition", "attachment");
  if (!reply.hasHeader("Cache-Control")) reply.header("Cache-Control", "no-store");
  return reply.send(request.method === "HEAD" ? null : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
}

async function sendArtifact(
  { engine }: Pick<RespondParts, "engine">,
  request: FastifyRequest,
  reply: FastifyReply,
  artifact: Artifact,
): Promise<FastifyReply> {
  const path = engine.artifactPath(artifact);
  await requireFile(path);
  const etag = `"${artifact.sha256}"`;
  reply.headers({
    ETag: etag,
    "Accept-Ranges": "bytes",
    "Cache-Control": "private, no-cache",
    "Content-Type": contentType(artifact.mediaType),
    "Content-Disposition": disposition(ACTIVE_TYPES.test(artifact.mediaType) ? "attachment" : "inline", artifact.name),
    "Content-Security-Policy": FILE_POLICY,
  });
  if (noneMatches(headerOf(request, "if-none-match"), etag)) return reply.code(304).send(null);
  // Range is defined for GET alone (RFC 9110 §14.2); anywhere else it is to be ignored.
  const asked = request.method === "GET" && ifRangeHolds(headerOf(request, "if-range"), etag);
  const choice = chooseRange(asked ? headerOf(request, "range") : undefined, artifact.sizeBytes);
  if (choice.kind === "unsatisfiable") {
    reply.header("Content-Range", `bytes */${artifact.sizeBytes}`);
    // The problem body that follows is no longer the file.
    for (const name of ["ETag", "Content-Disposition", "Content-Security-Policy"]) reply.removeHeader(name);
    throw new HeadwayError("RANGE_NOT_SATISFIABLE", `Invalid request range; the file has ${artifact.sizeBytes} bytes.`);
  }
  const [start, end] = choice.kind === "all" ? [0, artifact.sizeBytes - 1] : [choice.startByte, choice.endByte];
  if (choice.kind === "slice") reply.header("Content-Range", `bytes ${start}-${end}/${artifact.sizeBytes}`);
  reply.code(choice.kind === "slice" ? 206 : 200).header("Content-Length", end - start + 1);
  if (request.method === "HEAD" || artifact.sizeBytes === 0) return reply.send(null);
  return reply.send(createReadStream(path, { start, end }));
}

/** Retention may have taken the bytes since the row was read. */
async function requireFile(path: string): Promise<void> {
  try {
    await stat(path);
  } catch (error) {
    throw new HeadwayError("NOT_FOUND", "The artifact does not exist any more.", { cause: error });
  }
}

function contentType(mediaType: string): string {
  return /^text\/[^;]+$/.test(mediaType) ? `${mediaType}; charset=utf-8` : mediaType;
}

/** RFC 6266: a plain name for old clients, and the true one in UTF-8. */
function disposition(kind: "inline" | "attachment", name: string): string {
  const ascii = name.replace(/[^\w.-]/g, "_");
  const encoded = encodeURIComponent(name.toWellFormed()).replace(/['()*]/g, percent);
  return `${kind}; filename="${ascii}"; filename*=UTF-8''${encoded}`;
}

function percent(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
}
