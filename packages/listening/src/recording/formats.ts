/**
 * ffmpeg's names of the containers that are listened to. Whatever is not here is refused: above all playlists (concat, hls, dash) and
 * scripts, which name other files.
 */
export const SOUND_FORMATS =
  "mov matroska ogg avi asf flv mpegts mpeg 3gp wav w64 aiff au caf flac mp3 aac ac3 eac3 amr wv ape tta".split(" ");

/** Arguments for every run of ffmpeg on untrusted bytes: no network, no playlists, no single allocation that could fill the machine. */
export function hostileInputArgs(formats: readonly string[] = SOUND_FORMATS): (readonly string[])[] {
  return [
    ["-v", "error", "-nostdin", "-max_alloc", String(256 * 1024 * 1024)],
    ["-protocol_whitelist", "file,pipe", "-format_whitelist", formats.join(",")],
  ];
}
