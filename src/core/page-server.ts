/** A page of this program while it is served. */
export interface PageServer {
  /** With its token: whoever knows it sees everything. */
  readonly url: string
  /** At once, whoever is still connected. */
  close(): Promise<void>
}

/** The files of the page are not where they were built to. */
export class PageMissingError extends Error {
  readonly file: string

  constructor(file: string, cause: unknown) {
    super('the files of the page are missing', { cause })
    this.name = 'PageMissingError'
    this.file = file
  }
}
