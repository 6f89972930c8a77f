export interface FilesPort {
  /** Reads a regular file up to `maxBytes`; directories, devices and larger files are `unreadable` with a code. */
  read(path: string, options?: { maxBytes?: number }): Promise<FileReadResult>
  /** Names in a folder, in no particular order. */
  list(folder: string): Promise<FolderListing>
  /** Facts of a file without opening it, through symbolic links; null if there is none, or none that this user can reach. */
  stat(path: string): Promise<FileFacts | null>
}

export type FolderListing =
  | { readonly kind: 'listed'; readonly entries: readonly FolderEntry[] }
  | { readonly kind: 'missing' }
  | { readonly kind: 'unreadable'; readonly code: string }

export interface FolderEntry {
  readonly name: string
  readonly kind: 'file' | 'folder' | 'link' | 'other'
}

export interface FileFacts {
  readonly kind: 'file' | 'folder' | 'other'
  readonly bytes: number
  /** Permission bits (`0o644`); null where the system has none (Windows). */
  readonly mode: number | null
  /** Milliseconds since 1970. */
  readonly modifiedMs: number
}

export type FileReadResult =
  | { readonly kind: 'read'; readonly bytes: Uint8Array }
  | { readonly kind: 'missing' }
  /** `code`: `not-a-file`, `too-large`, or the system's (`EACCES` …). */
  | { readonly kind: 'unreadable'; readonly code: string; readonly detail: string }
