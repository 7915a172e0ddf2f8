import { createContext, useContext } from "react";
import type { Client } from "../client.ts";

/** Holds the client for all hooks below: `<ClientContext value={createClient(…)}>`. */
export const ClientContext = createContext<Client | null>(null);

export function useClient(): Client {
  const client = useContext(ClientContext);
  if (client === null) throw new Error("wrap the tree in <ClientContext value={client}>");
  return client;
}
