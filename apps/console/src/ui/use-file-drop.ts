import { useState, type DragEvent } from "react";

/** Handlers that make an element take dropped files, and whether one is held over it now. */
export function useFileDrop(onFile: (file: File | undefined) => void) {
  const [over, setOver] = useState(false);
  const handlers = {
    onDragOver(event: DragEvent): void {
      if (!event.dataTransfer.types.includes("Files")) return;
      event.preventDefault();
      setOver(true);
    },
    onDragLeave(): void {
      setOver(false);
    },
    onDrop(event: DragEvent): void {
      setOver(false);
      if (event.dataTransfer.files.length === 0) return;
      event.preventDefault();
      onFile(event.dataTransfer.files[0]);
    },
  };
  return { over, handlers };
}
