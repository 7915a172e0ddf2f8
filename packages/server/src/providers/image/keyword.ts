/** Whether there is anything to look for. */
export const hasWords = (keyword: string): boolean => /[\p{L}\p{N}]/u.test(keyword);
