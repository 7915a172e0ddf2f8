/** Longer than any browser takes to begin reading what it saves. */
const KEPT_MS = 60_000;

/** Offers bytes to be saved under a name, as a click on a download link would. */
export function saveFile(bytes: Blob, filename: string): void {
  const url = URL.createObjectURL(bytes);
  openDownload(url, filename);
  setTimeout(() => URL.revokeObjectURL(url), KEPT_MS);
}

/** Saves what a link of this page's own origin leads to, as a click on the link would. */
export function openDownload(href: string, filename: string): void {
  const link = document.createElement("a");
  link.href = href;
  link.download = filename;
  link.click();
}
