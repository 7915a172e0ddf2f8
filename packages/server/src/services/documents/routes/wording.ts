import { problemSchema } from "@headway-jobs/contract";

export const DOCUMENTS_TAG = "Documents";
export const problem = (description: string) => ({ description, schema: problemSchema });
