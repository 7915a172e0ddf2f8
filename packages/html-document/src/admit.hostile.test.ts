import { launchBrowser } from "@headway-jobs/tools/testing/chromium";
import sanitizeHtml from "sanitize-html";
import { describe, expect, it } from "vitest";
import { admitDocument, sanitiseChunk } from "./admit.ts";
import { countedIds } from "./testing/generated-html.ts";
import { XSS_VECTORS } from "./testing/xss-vectors.ts";

const FORBIDDEN =
  /^(?:script|iframe|frame|object|embed|applet|svg|math|template|form|input|button|base|link|noscript|noembed|video|audio|xmp|plaintext)$/;
const SAFE_PICTURE = /^(?:https?:|data:image\/(?:png|jpeg|gif|webp)|[^:]*$)/;

/** In the page: everything is loaded, missed, hovered over and clicked; returns how many links are scripts. */
const POKE = `(documents) => {
  let links = 0;
  const main = document.querySelector("main");
  for (const html of documents) {
    main.innerHTML = html;
    main.innerHTML = String(main.innerHTML);
    for (const element of main.querySelectorAll("*")) {
      element.addEventListener("click", (event) => event.preventDefault(), { once: true });
      if (/^(?:java|vb)script:/i.test(element.href ?? "")) links += 1;
      for (const type of ["error", "load", "focus", "toggle", "mouseover"]) element.dispatchEvent(new Event(type, { bubbles: true }));
      element.click();
    }
  }
  return links;
}`;

describe("what comes in to do harm", () => {
  it.each(XSS_VECTORS)("is harmless to a parser of another make: %s", (vector) => {
    for (const html of [admitDocument(vector, countedIds()).html, sanitiseChunk(vector)]) {
      const found: string[] = [];
      // htmlparser2 behind it reads by rules of its own; it is told to let everything through and only reports.
      sanitizeHtml(html, {
        allowedTags: false,
        allowedAttributes: false,
        allowVulnerableTags: true,
        onOpenTag: (name, attributes) => found.push(...harmIn(name, attributes)),
      });
      expect(found).toEqual([]);
    }
  });

  it("runs no script in Chromium, neither when it is opened nor when everything in it is clicked", async () => {
    const browser = await launchBrowser();
    try {
      const page = await browser.newPage();
      const hits: string[] = [];
      await page.exposeFunction("hit", () => hits.push("hit"));
      const parts = XSS_VECTORS.map((vector) => admitDocument(vector, countedIds()).html);
      await page.setContent("<!doctype html><main></main>");
      // Both ways by which documents reach a page: set by a script, and written as its source.
      const links = await page.evaluate(`(${POKE})(${JSON.stringify(parts)})`);
      await page.setContent(parts.join("\n"));
      await page.waitForLoadState("domcontentloaded");
      expect({ hits, links }).toEqual({ hits: [], links: 0 });
      // The same page does call `hit` when it is let: the trap is not a dead one.
      await page.setContent("<img src='data:,x' onerror='hit()'>");
      await expect.poll(() => hits.length).toBe(1);
    } finally {
      await browser.close();
    }
  });

  it("says what was left out", () => {
    expect(
      admitDocument("<p onclick=x>a<script></script><script></script><iframe></iframe>", countedIds()).warnings,
    ).toEqual(["Left out, because documents may not contain it: script (3), iframe."]);
  });
});

function harmIn(name: string, attributes: Readonly<Record<string, string>>): string[] {
  const found = FORBIDDEN.test(name) ? [name] : [];
  for (const [attribute, value] of Object.entries(attributes)) {
    if (/^(?:on.*|srcdoc|formaction|action|background|ping|is|http-equiv|xlink:href|srcset)$/.test(attribute))
      found.push(attribute);
    if (/^[\s\p{Cc}\p{Cf}]*(?:java|vb)script:/iu.test(value)) found.push(value);
    if (attribute === "src" && !SAFE_PICTURE.test(value)) found.push(value);
    if (attribute === "style" && /url|expression|binding|\\/i.test(value)) found.push(value);
  }
  return found;
}
