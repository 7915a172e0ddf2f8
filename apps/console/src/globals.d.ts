/** Titles of the lessons that come with the server; put in by vite.config.ts. */
declare const BUNDLED_LESSONS: readonly string[];
