import { extname } from "node:path";

const TYPES: ReadonlyMap<string, string> = new Map([
  [".webm", "audio/webm"],
  [".wav", "audio/wav"],
  [".mp3", "audio/mpeg"],
  [".ogg", "audio/ogg"],
  [".opus", "audio/ogg"],
  [".m4a", "audio/mp4"],
  [".aac", "audio/aac"],
  [".flac", "audio/flac"],
  [".mp4", "video/mp4"],
  [".mov", "video/quicktime"],
  [".mkv", "video/x-matroska"],
]);

/** The media type that a player needs, by the file's ending; clients often send none, or a general one. */
export function soundTypeOf(filename: string, sent = ""): string {
  const isMedia = /^(?:audio|video)\/[\w.+-]+$/.test(sent);
  return isMedia ? sent : (TYPES.get(extname(filename)) ?? "application/octet-stream");
}
