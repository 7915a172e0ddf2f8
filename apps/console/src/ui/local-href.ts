/** A link of the server as this page reaches it: the server may know itself by another name (HEADWAY_PUBLIC_URL), and the page may load only from its own. */
export function localHref(link: string): string;
export function localHref(link: string | undefined): string | undefined;
export function localHref(link: string | undefined): string | undefined {
  if (link === undefined) return undefined;
  const { pathname, search } = new URL(link, location.href);
  return pathname + search;
}
