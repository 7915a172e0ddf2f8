/** A size for people, in decimal megabytes as publishers of models state it. */
export function megabytes(bytes: number): string {
  const size = bytes / 1e6;
  return size < 10 ? `${size.toFixed(1)} MB` : `${Math.round(size)} MB`;
}
