import { lessonTitles } from "@headway-jobs/server/lessons";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

const SERVER = process.env["HEADWAY_URL"] ?? "http://127.0.0.1:8787";

export default defineConfig({
  root: import.meta.dirname,
  plugins: [react()],
  // Topics that the server can teach without a language model.
  define: { BUNDLED_LESSONS: JSON.stringify(lessonTitles().toSorted()) },
  build: {
    target: "es2023",
    // An inlined font or picture would be one more thing for the content security policy to allow.
    assetsInlineLimit: 0,
  },
  server: {
    // The Host is kept, so that the links in answers lead back here and the browser's Origin fits it.
    proxy: Object.fromEntries(
      ["/v1", "/api", "/health", "/ready", "/docs", "/openapi.json"].map((path) => [
        path,
        { target: SERVER, changeOrigin: false },
      ]),
    ),
  },
});
