/** Titles of the lessons that come with the server; put in by vite.config.ts. */
declare const BUNDLED_LESSONS: readonly string[];

declare module "*?raw" {
  const text: string;
  // oxlint-disable-next-line import/no-default-export -- that is what Vite makes of it
  export default text;
}
