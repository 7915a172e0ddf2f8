import type { ServerKit } from "./server-kit.ts";

export interface JobBody {
  readonly job_id: string;
  readonly status: string;
  readonly progress: number;
  readonly result: unknown;
  readonly error: { readonly code: string; readonly message: string } | null;
  readonly links: Readonly<Record<string, string>>;
}

/** POST of a JSON body. */
export function postJson(url: string, body: unknown, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(url, {
    method: "POST",
    headers: { "Content-Type": "application/json", ...headers },
    body: JSON.stringify(body),
  });
}

/** A counting job over the native API. */
export async function createJob(
  kit: Pick<ServerKit, "url">,
  input: object,
  headers: Record<string, string> = {},
): Promise<JobBody> {
  const response = await postJson(`${kit.url}/v1/jobs`, { kind: "video", input }, headers);
  if (!response.ok) throw new Error(`job was refused: ${response.status} ${await response.text()}`);
  return (await response.json()) as JobBody;
}

/** The problem body of a refused request. */
export async function problemOf(response: Response): Promise<Record<string, unknown>> {
  if (!response.headers.get("content-type")?.startsWith("application/problem+json")) {
    throw new Error(`no problem body: ${response.status} ${response.headers.get("content-type")}`);
  }
  return (await response.json()) as Record<string, unknown>;
}

/** An id as the engine makes them, of no job. */
export const UNKNOWN_JOB = "job_01JD0000000000000000ABCDEF";
