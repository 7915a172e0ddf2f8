import { useSyncExternalStore } from "react";

/** What the address shows. Hash addresses survive a reload on any static server. */
export type Route =
  | {
      readonly page: "new";
      readonly topic: string;
      /** Empty: whichever comes first. */
      readonly kind: string;
    }
  | { readonly page: "job"; readonly jobId: string }
  | { readonly page: "settings" };

/** The route of a location hash; whatever is unknown is the start page. */
export function parseRoute(hash: string): Route {
  const [path = "", query = ""] = hash.replace(/^#/, "").split("?", 2);
  const jobId = /^\/jobs\/([A-Za-z0-9_-]{1,128})$/.exec(path)?.[1];
  if (jobId !== undefined) return { page: "job", jobId };
  if (path === "/settings") return { page: "settings" };
  const asked = new URLSearchParams(query);
  return { page: "new", topic: asked.get("topic") ?? "", kind: asked.get("kind") ?? "" };
}

export function newJobHref(topic = "", kind = ""): string {
  const asked = new URLSearchParams({ ...(topic === "" ? {} : { topic }), ...(kind === "" ? {} : { kind }) });
  return asked.size === 0 ? "#/" : `#/?${asked}`;
}
export const SETTINGS_HREF = "#/settings";
export const jobHref = (jobId: string): string => `#/jobs/${jobId}`;

export function useRoute(): Route {
  return parseRoute(useSyncExternalStore(subscribe, () => location.hash));
}

export function go(href: string): void {
  location.hash = href;
}

function subscribe(onChange: () => void): () => void {
  addEventListener("hashchange", onChange);
  return () => removeEventListener("hashchange", onChange);
}
