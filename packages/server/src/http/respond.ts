import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { HeadwayError } from "@headway/contract";
import type { Artifact } from "@headway/engine";
import type { FastifyReply, FastifyRequest } from "fastify";
import { headerOf } from "./call.ts";
import type { Edge, EdgeReply } from "./edge.ts";
import { ifRangeHolds, noneMatches } from "./request/conditional.ts";
import { chooseRange } from "./request/range.ts";

/** Sends what a handler answered. */
export async function respond(
  edge: Edge,
  request: FastifyRequest,
  reply: FastifyReply,
  answer: EdgeReply,
): Promise<FastifyReply> {
  if (answer.headers !== undefined) reply.headers(answer.headers);
  switch (answer.kind) {
    case "json":
      return sendText(request, reply, answer.status, "application/json; charset=utf-8", JSON.stringify(answer.body));
    case "text":
      return sendText(request, reply, answer.status, answer.mediaType, answer.text);
    case "empty":
      return reply.code(answer.status).send(null);
    case "artifact":
      return sendArtifact(edge, request, reply, answer.artifact);
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

async function sendArtifact(
  edge: Edge,
  request: FastifyRequest,
  reply: FastifyReply,
  artifact: Artifact,
): Promise<FastifyReply> {
  const path = edge.engine.artifactPath(artifact);
  await requireFile(path);
  const etag = `"${artifact.sha256}"`;
  reply.headers({
    ETag: etag,
    "Accept-Ranges": "bytes",
    "Cache-Control": "private, no-cache",
    "Content-Type": contentType(artifact.mediaType),
    "Content-Disposition": disposition(artifact),
    "Content-Security-Policy": "sandbox; default-src 'none'",
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

function disposition({ mediaType, name }: Artifact): string {
  const kind = ACTIVE_TYPES.test(mediaType) ? "attachment" : "inline";
  const ascii = name.replace(/[^\w.-]/g, "_");
  return `${kind}; filename="${ascii}"; filename*=UTF-8''${encodeURIComponent(name).replace(/['()*]/g, percent)}`;
}

function percent(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
}
