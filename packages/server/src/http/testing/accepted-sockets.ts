import { subscribe, unsubscribe } from "node:diagnostics_channel";
import type { Socket } from "node:net";

/** The servers' ends of the connections that are made from now on, in this process. */
export class AcceptedSockets {
  readonly #sockets: Socket[] = [];
  readonly #onAccepted = (message: unknown): void => void this.#sockets.push((message as { socket: Socket }).socket);

  constructor() {
    subscribe("net.server.socket", this.#onAccepted);
  }

  get count(): number {
    return this.#sockets.length;
  }

  /** Bytes that wait in this process for clients that do not take them. */
  get waitingBytes(): number {
    return this.#sockets.reduce((sum, { writableLength }) => sum + writableLength, 0);
  }

  dispose(): void {
    unsubscribe("net.server.socket", this.#onAccepted);
  }
}
