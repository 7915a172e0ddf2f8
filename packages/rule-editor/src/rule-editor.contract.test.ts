import { randomUUID } from "node:crypto";
import { admitDocument } from "@headway-jobs/html-document/admit";
import { readDocument } from "@headway-jobs/html-document/read";
import { testEditor } from "@headway-jobs/ports/testing/editor";
import { markingTranslation } from "@headway-jobs/ports/testing/marking-translation";
import { ruleEditor } from "./rule-editor.ts";

testEditor("the editor by rules", async () => ({
  editor: ruleEditor({ translation: markingTranslation }),
  read: (html) => readDocument(admitDocument(html, randomUUID).html),
  html: "<h1>Report</h1><p>In order to win, we recieve it.</p><ul><li>One</li><li>Two</li></ul>",
  message: "proofread; make it concise",
}));
