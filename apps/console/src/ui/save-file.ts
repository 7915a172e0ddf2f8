/** Longer than any browser takes to begin reading what it saves. */
const KEPT_MS = 60_000;

/** Offers bytes to be saved under a name, as a click on a download link would. */
export function saveFile(bytes: Blob, filename: string): void {
  const url = URL.createObjectURL(bytes);
  const link = document.createElement("a");
  link.href = url;
  link.download = filename;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), KEPT_MS);
}
