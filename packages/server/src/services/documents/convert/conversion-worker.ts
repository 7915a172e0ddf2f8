import { answerInThread } from "@headway-jobs/tools/programs/run-thread";
import type { Conversion } from "./conversion.ts";
import { exportFile } from "./export/export-file.ts";
import { importFile } from "./import/import-file.ts";

await answerInThread((conversion: Conversion) =>
  conversion.task === "import"
    ? importFile(conversion.file)
    : exportFile(conversion.html, conversion.format, conversion.options),
);
