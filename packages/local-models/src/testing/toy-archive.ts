import { packTar } from "modern-tar";
import { gzipSync } from "node:zlib";

/** `toy/` with a model in the layout of Kokoro, packed by tar and bzip2: Node cannot pack bzip2 itself. */
export const TOY_TAR_BZ2 = Buffer.from(
  "QlpoOTFBWSZTWSV5mzwAAh9fiN+QYAP/oAkCEAT+79/gAAQKqDABTY1tCSkhhqAyA0AGgGTTIHqCSTKammp6R6mRkNNAPU81Q0yBoCRVNNMjEAaAAAAAA6i9tYV0z2MI" +
    "ZgZGxBEERG8CZbSAUuRhngsD1KDCiQLIgnjjhgKDbQNBTQCaEEUsCNDDCISQXGKPVD+zfDU+pDyE7DLSjMgubmGQkPxoNDiEjHDzkUpFK0ILGAY6mynTTyM0JVRLkcZi" +
    "Gmi+dSLgmF+SuwGnVD5K4elqJPVEIG53g+MQTC1omeQUIl70hOiqqtHsBELeMz9/yGdE0WgIsMAEWhygI3UzoiMXlZl0z0IcLlrbwn83XUgQW0SSzINpN6ZEAhzNYWii" +
    "ghqhQ+1A2t9zD8xzowESRY3IHFwJEkDb2GBA9Ikv4u5IpwoSBK8zZ4A=",
  "base64",
);

/** Entries as tar packed by gzip. A text is a file; a link has its target. */
export async function tarGz(
  entries: Readonly<Record<string, Uint8Array | string | { readonly link: string; readonly type: "link" | "symlink" }>>,
): Promise<Buffer> {
  const packed = await packTar(
    Object.entries(entries).map(([name, entry]) => {
      if (typeof entry === "object" && "link" in entry) {
        return { header: { name, size: 0, type: entry.type, linkname: entry.link } };
      }
      const body = typeof entry === "string" ? Buffer.from(entry) : entry;
      return { header: { name, size: body.length, type: "file" as const }, body };
    }),
  );
  return gzipSync(packed);
}
