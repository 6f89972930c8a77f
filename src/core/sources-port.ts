/** Looks for text in the files of a project, as `git grep` would, but without running git. */
export interface SourcesPort {
  search(request: SourceSearch): Promise<SourceSearchResult>
}

export interface SourceSearch {
  readonly folder: string
  /** Global, so that every occurrence in a file is found. Matched against the text of each file. */
  readonly pattern: RegExp
  /** Paths relative to the folder, with `/`, that are left out. */
  readonly skip?: readonly string[]
  /** Larger files are left out. */
  readonly maxFileBytes: number
  /** For the whole search; what was not looked at by then is counted. */
  readonly limitMs: number
  readonly maxHits: number
  readonly signal: AbortSignal
}

export interface SourceHit {
  /** Relative to the folder, with `/`. */
  readonly file: string
  readonly line: number
  readonly column: number
  /** What the pattern matched. */
  readonly match: string
  /** The line, at most 200 characters of it. */
  readonly text: string
}

export interface SourceSearchResult {
  readonly hits: readonly SourceHit[]
  readonly filesSearched: number
  /** False if the limit ended the search. */
  readonly complete: boolean
}
