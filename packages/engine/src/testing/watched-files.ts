import type { ContentFiles } from "../artifacts/content-files.ts";

/** The same files, with a count of the calls under way: a clock that watches it does not pass while one is. */
export function watchedFiles(files: ContentFiles): ContentFiles & { readonly isBusy: boolean } {
  let calls = 0;
  const watched =
    <A extends readonly unknown[], R>(call: (...given: A) => Promise<R>) =>
    async (...given: A): Promise<R> => {
      calls += 1;
      try {
        return await call(...given);
      } finally {
        calls -= 1;
      }
    };
  return {
    makeDirectory: watched((path) => files.makeDirectory(path)),
    write: watched((path, bytes) => files.write(path, bytes)),
    linkOrCopy: watched((from, to) => files.linkOrCopy(from, to)),
    rename: watched((from, to) => files.rename(from, to)),
    remove: watched((path) => files.remove(path)),
    list: watched((directory) => files.list(directory)),
    changedAtMs: watched((path) => files.changedAtMs(path)),
    digest: watched((path) => files.digest(path)),
    sync: watched((path) => files.sync(path)),
    get isBusy() {
      return calls > 0;
    },
  };
}
