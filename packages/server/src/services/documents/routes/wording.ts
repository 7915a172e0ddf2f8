export const DOCUMENTS_TAG = "Documents";
