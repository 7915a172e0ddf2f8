import { execaNode } from "execa";

/** A process that answers named calls; see `answerCalls`. */
export interface Child {
  call<T>(name: string, argument?: unknown): Promise<T>;
  stop(): Promise<void>;
}

interface Reply {
  readonly id: number;
  readonly value?: unknown;
  readonly error?: string;
}

/** Starts a script of this package in a process of its own, so that servers and load generators share no heap and no loop. */
export function startChild(script: URL, scriptArguments: readonly string[] = []): Child {
  const subprocess = execaNode(script, scriptArguments, {
    ipc: true,
    nodeOptions: ["--expose-gc"],
    stderr: "inherit",
    // A benchmark's child is ended when its run is over, whatever it still holds open.
    forceKillAfterDelay: 2000,
  });
  const waiting = new Map<number, PromiseWithResolvers<unknown>>();
  let calls = 0;
  subprocess.nodeChildProcess.on("message", (message) => {
    const reply = message as Reply;
    const call = waiting.get(reply.id);
    waiting.delete(reply.id);
    if (reply.error === undefined) call?.resolve(reply.value);
    else call?.reject(new Error(`${script.pathname.split("/").at(-1)}: ${reply.error}`));
  });
  const ended = subprocess.then(
    () => "it ended",
    (error: Error) => error.message,
  );
  void failAll();

  async function failAll(): Promise<void> {
    const reason = await ended;
    for (const call of waiting.values()) call.reject(new Error(reason));
  }

  return {
    async call<T>(name: string, argument: unknown = {}) {
      calls += 1;
      const call = Promise.withResolvers<unknown>();
      waiting.set(calls, call);
      subprocess.nodeChildProcess.send({ id: calls, name, argument });
      return (await call.promise) as T;
    },
    async stop() {
      subprocess.nodeChildProcess.kill();
      await ended;
    },
  };
}
