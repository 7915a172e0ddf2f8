export interface FoundPicture {
  /** A JPEG, PNG, WebP or GIF file, checked by its first bytes and its size in pixels. */
  readonly bytes: Uint8Array;
  readonly mediaType: string;
  /** Who is to be named beside it, at most 200 characters; null when nobody needs to be. */
  readonly credit: string | null;
}

/** Pictures by keyword. Null when there is none that fits; errors are HeadwayError (PROVIDER_*, FETCH_REFUSED). */
export interface PictureSource {
  find(request: PictureRequest): Promise<FoundPicture | null>;
}

interface PictureRequest {
  readonly keyword: string;
  readonly signal?: AbortSignal | undefined;
}

/** Whether there is anything to look for, which each source asks first. Throws the signal's reason when it is aborted. */
export function hasKeyword({ keyword, signal }: PictureRequest): boolean {
  signal?.throwIfAborted();
  return /[\p{L}\p{N}]/u.test(keyword);
}
