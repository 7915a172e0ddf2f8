/** A static page of this server in its one plain style: no script, nothing from elsewhere. */
export function htmlPage(title: string, body: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title>
<link rel="icon" href="data:,">
<style>${STYLE}</style>
</head>
<body>
<main>
${body}
</main>
</body>
</html>
`;
}

export const PAGE_HEADERS = {
  "Content-Security-Policy":
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; frame-ancestors 'none'",
  "Cache-Control": "no-cache",
};

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** Text with `code` marked up, as the summaries and advices are written. */
export function inlineCode(text: string): string {
  return escapeHtml(text).replace(/`([^`]+)`/g, "<code>$1</code>");
}

const STYLE = `
:root{color-scheme:light dark;--ink:#1b1f24;--soft:#59636e;--line:#d8dee4;--paper:#fff;--tint:#f4f6f8;--mark:#0a5fd0}
@media(prefers-color-scheme:dark){:root{--ink:#e6e9ec;--soft:#9aa4af;--line:#32383f;--paper:#14171a;--tint:#1d2125;--mark:#6cb0ff}}
body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.6 system-ui,sans-serif}
main{max-width:56rem;margin:0 auto;padding:3rem 1.25rem 6rem}
h1{font-size:2rem;line-height:1.2;margin:0 0 .5rem}h2{margin:3rem 0 1rem;border-bottom:1px solid var(--line);padding-bottom:.3rem}
h3{margin:2.2rem 0 .3rem;font-size:1rem;font-family:ui-monospace,monospace;overflow-wrap:anywhere}
a{color:var(--mark)}p{margin:.4rem 0}.soft{color:var(--soft)}
code{background:var(--tint);padding:.1em .35em;border-radius:4px;font:.9em ui-monospace,monospace}
.verb{color:var(--mark);margin-right:.6em}
table{border-collapse:collapse;width:100%;margin:.6rem 0;font-size:.92rem}
td,th{text-align:left;vertical-align:top;padding:.4rem .8rem .4rem 0;border-bottom:1px solid var(--line)}
th{font-weight:600;color:var(--soft)}pre{background:var(--tint);padding:.8rem 1rem;border-radius:6px;overflow-x:auto}pre code{padding:0}
details>summary{cursor:pointer;color:var(--soft)}tr:target{background:var(--tint)}
`;
