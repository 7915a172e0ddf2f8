import { problemSchema } from "@headway-jobs/contract";

export const VIDEO_TAG = "Video";
export const problem = (description: string) => ({ description, schema: problemSchema });
