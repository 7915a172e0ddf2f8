import { serveWork } from "@headway-jobs/tools/threads/worker-task";
import type { Conversion, Converted } from "./conversion.ts";
import { exportFile } from "./export/export-file.ts";
import { importFile } from "./import/import-file.ts";

serveWork<Conversion, Converted>((conversion) =>
  conversion.task === "import"
    ? importFile(conversion.file)
    : exportFile(conversion.html, conversion.format, conversion.options),
);
