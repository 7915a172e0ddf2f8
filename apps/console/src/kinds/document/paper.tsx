import { useEffect, useMemo, useRef, useState } from "react";
import { paperDocument, type Marks } from "./paper-document.ts";

/** A place to go to; a new object each time, so that the same place can be asked for twice. */
export interface Place {
  readonly chunkId: string;
}

/** A document as it looks, in a frame where nothing of it can run. */
export function Paper({
  html,
  title,
  marks = NO_MARKS,
  place = null,
}: {
  readonly html: string;
  readonly title: string;
  readonly marks?: Marks;
  readonly place?: Place | null;
}) {
  const frame = useRef<HTMLIFrameElement>(null);
  const [loads, setLoads] = useState(0);
  const source = useMemo(() => paperDocument(html, marks), [html, marks]);
  useEffect(() => {
    if (place !== null && loads > 0) show(frame.current?.contentDocument ?? null, place.chunkId);
  }, [place, loads]);
  return (
    <iframe
      ref={frame}
      className="paper"
      title={title}
      // Without allow-scripts; the page reaches in only to scroll.
      sandbox="allow-same-origin"
      srcDoc={source}
      onLoad={() => setLoads((count) => count + 1)}
    />
  );
}

const NO_MARKS: Marks = new Map();

function show(document: Document | null, chunkId: string): void {
  for (const before of document?.querySelectorAll("[data-shown]") ?? []) before.removeAttribute("data-shown");
  const element = document?.querySelector(`[data-chunk-id="${CSS.escape(chunkId)}"]`);
  element?.setAttribute("data-shown", "");
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  element?.scrollIntoView({ block: "center", behavior: calm ? "auto" : "smooth" });
}
