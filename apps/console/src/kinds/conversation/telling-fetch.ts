import type { Fetch } from "@headway-jobs/client";

/** `fetch` by XMLHttpRequest, which alone tells a page how much of a body has been sent, in bytes. */
export function tellingFetch(onSent: (sentBytes: number, totalBytes: number) => void): Fetch {
  return (url, { method = "GET", headers, body, signal } = {}) =>
    new Promise<Response>((resolve, reject) => {
      signal?.throwIfAborted();
      const request = new XMLHttpRequest();
      request.open(method, url);
      request.responseType = "arraybuffer";
      for (const [name, value] of new Headers(headers)) request.setRequestHeader(name, value);
      const abort = (): void => request.abort();
      signal?.addEventListener("abort", abort);
      request.addEventListener("loadend", () => signal?.removeEventListener("abort", abort));
      request.addEventListener("load", () => resolve(responseOf(request)));
      request.addEventListener("error", () => reject(new TypeError("The request failed.")));
      request.addEventListener("abort", () =>
        reject((signal?.reason as Error | undefined) ?? new TypeError("Aborted.")),
      );
      request.upload.addEventListener("progress", ({ loaded, total }) => onSent(loaded, total));
      request.send((body ?? null) as XMLHttpRequestBodyInit | null);
    });
}

function responseOf(request: XMLHttpRequest): Response {
  const headers = new Headers();
  for (const line of request.getAllResponseHeaders().trim().split("\r\n")) {
    const colon = line.indexOf(":");
    if (colon > 0) headers.append(line.slice(0, colon), line.slice(colon + 1).trim());
  }
  const hasNoBody = request.status === 204 || request.status === 205 || request.status === 304;
  return new Response(hasNoBody ? null : (request.response as ArrayBuffer), { status: request.status, headers });
}
