import { useEffect } from "react";

/** The title of the tab while the component is mounted. */
export function useTitle(title: string): void {
  useEffect(() => {
    document.title = title;
  }, [title]);
}
