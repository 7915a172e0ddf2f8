import type { Client } from "@headway-jobs/client";
import { createSharedClient } from "@headway-jobs/client/shared";
import { useMemo, useState } from "react";
import { watchedFetch } from "./reachability.ts";

const KEY = "headway.apiKey";

export interface Session {
  readonly client: Client;
  readonly hasKey: boolean;
  readonly enterKey: (key: string) => void;
  readonly forgetKey: () => void;
}

/** The client of this tab. A key is kept in sessionStorage: it is removed with the tab and is never part of an address. */
export function useSession(): Session {
  const [apiKey, setApiKey] = useState(() => sessionStorage.getItem(KEY) ?? "");
  const client = useMemo(() => createSharedClient({ baseUrl: "", apiKey, fetch: watchedFetch }), [apiKey]);
  return {
    client,
    hasKey: apiKey !== "",
    enterKey(key) {
      sessionStorage.setItem(KEY, key);
      setApiKey(key);
    },
    forgetKey() {
      sessionStorage.removeItem(KEY);
      setApiKey("");
    },
  };
}
