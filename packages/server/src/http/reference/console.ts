import fastifyStatic from "@fastify/static";
import type { FastifyInstance } from "fastify";

const POLICY =
  "default-src 'self'; img-src 'self' data: blob:; media-src 'self' blob:; style-src 'self' 'unsafe-inline'; connect-src 'self'; " +
  "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

/** Serves the built console at `/`. */
export async function mountConsole(app: FastifyInstance, dir: string): Promise<void> {
  await app.register(fastifyStatic, {
    root: dir,
    wildcard: false,
    cacheControl: false,
    // Made by the build; what has no compressed twin is sent as it is.
    preCompressed: true,
    setHeaders(response, path) {
      const hashed = /[\\/]assets[\\/]/.test(path);
      void response.header("Cache-Control", hashed ? "public, max-age=31536000, immutable" : "no-cache");
      if (/\.html(?:\.br|\.gz)?$/.test(path)) void response.header("Content-Security-Policy", POLICY);
    },
  });
}
