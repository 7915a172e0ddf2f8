import { useEffect, useState } from "react";

/** The time, renewed each `everyMs` while `running`. */
export function useNow(everyMs: number, running = true): number {
  const [nowMs, setNowMs] = useState(() => Date.now());
  useEffect(() => {
    if (!running) return undefined;
    setNowMs(Date.now());
    const timer = setInterval(() => setNowMs(Date.now()), everyMs);
    return () => clearInterval(timer);
  }, [everyMs, running]);
  return nowMs;
}
