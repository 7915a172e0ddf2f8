import type { Client, ClientOptions } from "../client.ts";
import { browserTabs, loneTabs } from "./browser-tabs.ts";
import { sharedClient } from "./shared-client.ts";

/**
 * A client whose `events` and `changes` come over one connection for all tabs of the browser that talk to the same server with the same key, as
 * a browser opens six at most over HTTP/1.1. Where tabs cannot share (no Web Locks: pages that are not served securely) each has one of its own
 * while it is visible. Differs from `createClient` in one thing: `changes` without `after` begins with what changes from now on where the
 * connection is open already. Make one client per server and key.
 */
export function createSharedClient(options: ClientOptions): Client {
  return sharedClient(options, { tabs: browserTabs() ?? loneTabs(), scope: () => scopeOf(options) });
}

/** Names what tabs share, by server and key: a digest, as the name of a channel is no place for a key. */
async function scopeOf({ baseUrl, apiKey }: ClientOptions): Promise<string> {
  const base = typeof location === "undefined" ? baseUrl : new URL(baseUrl === "" ? "/" : baseUrl, location.href).href;
  const key = typeof apiKey === "function" ? apiKey() : apiKey;
  const text = new TextEncoder().encode(`${base.replace(/\/+$/, "")}\n${key ?? ""}`);
  // Absent outside of secure contexts, where nothing is shared.
  const { subtle } = crypto as { readonly subtle?: SubtleCrypto };
  if (subtle === undefined) return "headway";
  const digest = new Uint8Array(await subtle.digest("SHA-256", text));
  return `headway:${[...digest].map((byte) => byte.toString(16).padStart(2, "0")).join("")}`;
}
