import { HeadwayError } from "@headway-jobs/contract";
import { namingDiskFull } from "@headway-jobs/tools/programs/disk-full";
import { createTarDecoder } from "modern-tar";
import { createReadStream, createWriteStream } from "node:fs";
import { mkdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { Readable, Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGunzip } from "node:zlib";
import unbzip2 from "unbzip2-stream";
import { isModelPath, type ModelArchive } from "../manifest/model-manifest.ts";

/** More than any model has. */
const MAX_ENTRIES = 20_000;
/** Headers and padding of the entries of a tar archive. */
const TAR_OVERHEAD_BYTES = 1_536 * MAX_ENTRIES;

/** What a tar archive may contain beside files; links and devices are refused. */
const FOLDER_TYPES: ReadonlySet<string | undefined> = new Set(["directory", "pax-header", "pax-global-header"]);

/**
 * Unpacks an archive into a folder, entry by entry. Throws MODEL_DAMAGED for an archive that is truncated or not one, for a path outside the folder,
 * for links and devices, and when more comes out than the manifest allows.
 */
export async function unpackArchive(
  file: string,
  archive: Pick<ModelArchive, "kind" | "strip" | "maxUnpackedBytes">,
  target: { folder: string; label: string; signal: AbortSignal },
): Promise<void> {
  const { label, signal } = target;
  try {
    const tar = archive.kind === "tar.gz" ? createGunzip() : unbzip2();
    const bounded = boundedStream(archive.maxUnpackedBytes, label);
    const decompressed = pipeline(createReadStream(file), tar as NodeJS.ReadWriteStream, bounded, { signal });
    const unpacked = writeEntries(bounded, archive.strip, target);
    await Promise.all([decompressed, unpacked]);
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof HeadwayError) throw error;
    const full = namingDiskFull(error, label);
    if (full instanceof HeadwayError || isFileError(error)) throw full;
    throw new HeadwayError("MODEL_DAMAGED", `${label} is truncated, or not an archive of its kind.`, { cause: error });
  }
}

/** Lets only as much through as may come out, so that an archive that expands without end stops early. */
function boundedStream(maxUnpackedBytes: number, label: string): Transform {
  let bytes = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length;
      if (bytes <= maxUnpackedBytes + TAR_OVERHEAD_BYTES) done(null, chunk);
      else done(tooLarge(maxUnpackedBytes, label));
    },
  });
}

const tooLarge = (maxUnpackedBytes: number, label: string): HeadwayError =>
  new HeadwayError(
    "MODEL_DAMAGED",
    `${label} expands to more than the ${maxUnpackedBytes} bytes that its manifest allows.`,
  );

async function writeEntries(
  tar: Readable,
  strip: number,
  { folder, label, signal }: { folder: string; label: string; signal: AbortSignal },
): Promise<void> {
  const entries = Readable.toWeb(tar).pipeThrough(createTarDecoder({ strict: true }));
  let count = 0;
  for await (const { header, body } of entries) {
    count += 1;
    if (count > MAX_ENTRIES) throw new HeadwayError("MODEL_DAMAGED", `${label} has more than ${MAX_ENTRIES} entries.`);
    const path = header.name.replace(/^\.\//, "").split("/").slice(strip).join("/");
    if (header.type !== undefined && FOLDER_TYPES.has(header.type)) {
      await body.cancel();
      continue;
    }
    if (header.type !== undefined && header.type !== "file") {
      throw new HeadwayError(
        "MODEL_DAMAGED",
        `${label} contains a ${header.type} (${shown(header.name)}); only files are allowed.`,
      );
    }
    if (!isModelPath(path) || header.name.startsWith("/")) {
      throw new HeadwayError("MODEL_DAMAGED", `${label} contains a path that is not allowed: ${shown(header.name)}.`);
    }
    await mkdir(join(folder, dirname(path)), { recursive: true });
    await pipeline(Readable.fromWeb(body), createWriteStream(join(folder, path), { mode: 0o644 }), { signal });
  }
  if (count === 0) throw new HeadwayError("MODEL_DAMAGED", `${label} is empty.`);
}

const shown = (path: string): string => JSON.stringify(path.slice(0, 80));

const isFileError = (error: unknown): boolean => error instanceof Error && "syscall" in error && "path" in error;
