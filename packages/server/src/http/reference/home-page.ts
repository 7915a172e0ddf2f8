import type { EdgeService } from "../route.ts";
import { escapeHtml, htmlPage } from "./page.ts";

/** What stands at `/` where no console has been built: what this is, that it runs, and where to continue. */
export function homePage(
  services: readonly Pick<EdgeService, "title" | "description" | "kind">[],
  baseUrl: string,
  auth: "open" | "keys",
): string {
  const list = services.map(
    ({ title, description }) => `<tr><td>${escapeHtml(title)}</td><td>${escapeHtml(description)}</td></tr>`,
  );
  const key = auth === "keys" ? " -H 'Authorization: Bearer sk_…'" : "";
  return htmlPage(
    "Headway",
    `<h1>Headway is running</h1>
<p class="soft">AI jobs that take minutes, with live progress. The web console has not been built on this machine.</p>
<table>${list.join("")}</table>
<p><a href="/docs">API reference</a> · <a href="/docs/errors">Errors</a> · <a href="/openapi.json">OpenAPI 3.1</a> · <a href="/ready">Readiness</a></p>
<pre><code>curl${escapeHtml(key)} ${escapeHtml(baseUrl)}/v1/jobs</code></pre>`,
  );
}
