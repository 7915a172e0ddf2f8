/**
 * Bytes as text: by byte order mark, else UTF-8 when they are valid UTF-8, else (in HTML) the character set that the page declares,
 * else Windows-1252, the superset of Latin-1 that browsers use for it.
 */
export function decodeText(bytes: Uint8Array, options?: { readonly declaredInHtml?: boolean }): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder("utf-16le").decode(bytes);
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder("utf-16be").decode(bytes);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    const declared = options?.declaredInHtml === true ? declaredIn(bytes) : null;
    return new TextDecoder(declared ?? "windows-1252").decode(bytes);
  }
}

// Where browsers look for it too.
const PRESCAN_BYTES = 1024;

function declaredIn(bytes: Uint8Array): string | null {
  const head = new TextDecoder("windows-1252").decode(bytes.subarray(0, PRESCAN_BYTES));
  const label = /<meta[^>]{0,200}?charset\s*=\s*["']?([\w-]+)/i.exec(head)?.[1];
  if (label === undefined) return null;
  try {
    const { encoding } = new TextDecoder(label);
    // A page that could be scanned byte by byte is not in UTF-16, whatever it says.
    return encoding.startsWith("utf-16") ? null : encoding;
  } catch {
    return null;
  }
}
