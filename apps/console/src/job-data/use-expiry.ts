import { useMemo } from "react";

/** Signed links are good for six hours; one that has been on the page for this long is read again when it fails. */
const LINK_LIFE_MS = 3_600_000;

/**
 * For `onError` of what plays a signed link: calls `onExpired` when the links of this reading are old. The failure of a new link is
 * not the link's: a broken file stays broken. Their age is counted from when this page read them, whatever the server's clock says.
 */
export function useExpiry(reading: unknown, onExpired: () => void): () => void {
  const isOld = useAge(reading);
  return () => {
    if (isOld()) onExpired();
  };
}

/** Whether something that this page has read, told apart by identity, is so old that the links in it may have expired. */
export function useAge(reading: unknown): () => boolean {
  const { readAtMs } = useMemo(() => ({ reading, readAtMs: Date.now() }), [reading]);
  return () => Date.now() - readAtMs >= LINK_LIFE_MS;
}
