import type { FastifyRequest } from "fastify";

/** The value of a request header by its lower-case name, repeated ones joined by a comma (RFC 9110 §5.3); undefined when it was not sent. */
export function headerOf(request: FastifyRequest, name: string): string | undefined {
  const value = request.headers[name];
  return Array.isArray(value) ? value.join(", ") : value;
}
