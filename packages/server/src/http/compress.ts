import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";
import type { FastifyInstance, FastifyReply } from "fastify";
import { headerOf } from "./request/headers.ts";

/** Shorter answers fit into one packet anyway. */
const SMALLEST_BYTES = 1_024;
const COMPRESSIBLE =
  /^(?:text\/(?!event-stream)|application\/(?:json|javascript|xml|[a-z.-]+\+(?:json|xml))|image\/svg\+xml)/i;
/** Of eleven; the higher ones cost several times the processor for a few per cent. */
const BROTLI_QUALITY = 5;

const brotli = promisify(brotliCompress);
const gzipped = promisify(gzip);

type Coding = "br" | "gzip";

/**
 * Compresses answers that are whole in memory (JSON, pages, exported texts) for clients that accept it. Event streams write past Fastify and
 * never come by here; files are streams, whose ranges and strong tags name the bytes as they are stored, and stay as they are.
 */
export function compressAnswers(app: FastifyInstance): void {
  app.addHook("onSend", async (request, reply, payload: unknown) => {
    if (!mayCompress(reply)) return payload;
    const isHead = request.method === "HEAD";
    const body = typeof payload === "string" || Buffer.isBuffer(payload) ? payload : null;
    if (body === null && !isHead) return payload;
    // The payload of a HEAD is nothing, or the text "null"; its header says what GET would send.
    const sizeBytes =
      isHead || body === null ? Number(reply.getHeader("Content-Length") ?? 0) : Buffer.byteLength(body);
    if (sizeBytes < SMALLEST_BYTES) return payload;
    addVary(reply);
    const coding = preferredCoding(headerOf(request, "accept-encoding"));
    if (coding === null) return payload;
    reply.header("Content-Encoding", coding);
    weakenTag(reply);
    // What GET would send is not known without making it; RFC 9110 §9.3.2 lets HEAD leave it out.
    reply.removeHeader("Content-Length");
    if (isHead || body === null) return payload;
    return coding === "br"
      ? brotli(body, { params: { [constants.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY } })
      : gzipped(body);
  });
}

function mayCompress(reply: FastifyReply): boolean {
  const type = String(reply.getHeader("Content-Type") ?? "");
  const cacheControl = String(reply.getHeader("Cache-Control") ?? "");
  return (
    COMPRESSIBLE.test(type) &&
    !reply.hasHeader("Content-Encoding") &&
    !reply.hasHeader("Content-Range") &&
    !reply.hasHeader("Accept-Ranges") &&
    !/\bno-transform\b/i.test(cacheControl)
  );
}

/** The best of what Accept-Encoding allows (RFC 9110 §12.5.3); null = as it is. */
export function preferredCoding(header: string | undefined): Coding | null {
  const weights = new Map<string, number>();
  for (const entry of (header ?? "").toLowerCase().split(",")) {
    const [name = "", ...parameters] = entry.split(";").map((part) => part.trim());
    const weight = parameters.map((parameter) => /^q=(\d(?:\.\d{1,3})?)$/.exec(parameter)?.[1]).find(Boolean);
    if (name !== "") weights.set(name, Number(weight ?? 1));
  }
  const weightOf = (coding: string): number => weights.get(coding) ?? weights.get("*") ?? 0;
  const [br, gz] = [weightOf("br"), Math.max(weightOf("gzip"), weights.get("x-gzip") ?? 0)];
  if (br === 0 && gz === 0) return null;
  return br >= gz ? "br" : "gzip";
}

function addVary(reply: FastifyReply): void {
  const before = reply.getHeader("Vary");
  reply.header("Vary", before === undefined ? "Accept-Encoding" : `${String(before)}, Accept-Encoding`);
}

/** A strong tag names bytes, and these are others. Conditional requests compare weakly, so the tag still answers them. */
function weakenTag(reply: FastifyReply): void {
  const tag = reply.getHeader("ETag");
  if (typeof tag === "string" && tag.startsWith('"')) reply.header("ETag", `W/${tag}`);
}
