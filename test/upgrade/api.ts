import { createHash } from "node:crypto";

export interface JobView {
  readonly job_id: string;
  readonly kind: string;
  readonly status: string;
  readonly error: unknown;
  readonly metadata: Readonly<Record<string, unknown>>;
}

export interface Api {
  readonly url: string;
  /** JSON of an answer; throws an error with the answer's text when its status is not 2xx. */
  get<T>(path: string, headers?: Readonly<Record<string, string>>): Promise<T>;
  post<T>(path: string, body: unknown, headers?: Readonly<Record<string, string>>): Promise<T>;
  form<T>(path: string, fields: Readonly<Record<string, string | Uint8Array>>): Promise<T>;
  bytes(path: string): Promise<Uint8Array>;
  /** Waits for the end of a job, and answers how it ended. */
  ended(jobId: string): Promise<JobView>;
}

/** The calls that filling and finishing a data folder take: only what every version of the server has. */
export function apiOf(url: string, key: string | null): Api {
  const send = async (path: string, init: RequestInit): Promise<Response> => {
    const headers = new Headers(init.headers);
    if (key !== null) headers.set("authorization", `Bearer ${key}`);
    const response = await fetch(`${url}${path}`, { ...init, headers });
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    return response;
  };
  const json = async <T>(path: string, init: RequestInit): Promise<T> => (await (await send(path, init)).json()) as T;
  const api: Api = {
    url,
    get: (path, headers = {}) => json(path, { headers }),
    post: (path, body, headers = {}) =>
      json(path, {
        method: "POST",
        headers: { ...headers, "content-type": "application/json" },
        body: JSON.stringify(body),
      }),
    form(path, fields) {
      const body = new FormData();
      for (const [name, value] of Object.entries(fields)) {
        if (typeof value === "string") body.append(name, value);
        else body.append(name, new Blob([new Uint8Array(value)]), `${name}.ogg`);
      }
      return json(path, { method: "POST", body });
    },
    bytes: async (path) => new Uint8Array(await (await send(path, {})).arrayBuffer()),
    async ended(jobId) {
      for (;;) {
        const job = await json<JobView>(`/v1/jobs/${jobId}`, { headers: { prefer: "wait=20" } });
        if (["completed", "failed", "cancelled"].includes(job.status)) return job;
      }
    },
  };
  return api;
}

export const sha256 = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

/** All events of a job. */
export async function eventsOf(
  api: Api,
  jobId: string,
): Promise<readonly { readonly seq: number; readonly type: string }[]> {
  const all: { readonly seq: number; readonly type: string }[] = [];
  for (;;) {
    const path = `/v1/jobs/${jobId}/events?limit=500&after=${all.length}`;
    const page = await api.get<{ events: typeof all }>(path, { accept: "application/json" });
    if (page.events.length === 0) return all;
    all.push(...page.events);
  }
}

export const lastSeq = async (api: Api, jobId: string): Promise<number> => (await eventsOf(api, jobId)).length;
