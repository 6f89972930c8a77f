/** What a loader makes of a file: the variables it sets, or the reason why it takes nothing from the file. */
export type Reading = { readonly values: ReadonlyMap<string, string> } | { readonly rejected: string }

/** One way of reading an env file, restated exactly: same bytes in, same variables out as the loader of that name. */
export interface Loader {
  readonly name: string
  read(bytes: Uint8Array): Reading
}
