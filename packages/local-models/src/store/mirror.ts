/**
 * The address under which a file is fetched: with a mirror, its scheme and host take the place of the publisher's and its path comes in front; the
 * publisher's path and query stay.
 */
export function mirrored(url: string, mirror: string | undefined): string {
  if (mirror === undefined) return url;
  const { pathname, search } = new URL(url);
  return `${mirror.replace(/\/+$/, "")}${pathname}${search}`;
}
