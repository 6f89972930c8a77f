import type { LoaderName } from '../../core/loader-name.ts'
import type { EnvDocument } from '../document.ts'
import type { FileReading } from '../loader.ts'
import type { Segment, Span } from '../segment.ts'

/** Codes of the findings that can be fixed without knowing what was meant. */
export type FixCode =
  | 'env/not-utf8'
  | 'env/bom'
  | 'env/invisible-character'
  | 'env/command-substitution'
  | 'env/inline-comment'
  | 'env/quotes-kept'
  | 'env/colon-separator'
  | 'env/whitespace'
  | 'env/export-prefix'
  | 'env/unquoted-space'
  | 'env/foreign-comment'

/** Bytes that take the place of a span; an empty span inserts, an empty text removes. */
export interface Splice extends Span {
  readonly text: Uint8Array
}

/** One small change of a file that takes one fault away. */
export interface Proposal {
  readonly code: FixCode
  /** The piece of the file that it changes; every other piece stays byte for byte. */
  readonly segment: Segment
  /** In file order, none touching the inside of another. */
  readonly splices: readonly Splice[]
  /** The variable that it concerns; null if it is about the file or a comment. */
  readonly key: string | null
  /** The value without the fault; null where there is no variable. */
  readonly intended: string | null
  /** What it does, as an order: "remove the blanks around `=`". */
  readonly explanation: string
  /** Worth doing also where no loader in use reads anything else afterwards, unless the checks only note it then. */
  readonly always: boolean
  /** Why it must not be done here although it could be; completes "not fixed: …". */
  readonly blocked?: string
}

/** A loader in use, bound to what its readings depend on. */
export interface Reader {
  readonly name: LoaderName
  read(bytes: Uint8Array): FileReading
}

/** What the fixes have to know about the project. */
export interface FixUse {
  readonly readers: readonly Reader[]
  /** The faults that the user wants taken away. */
  isWanted(code: FixCode): boolean
  /** The faults that the user calls by name: they are taken away also where no loader in use minds them. */
  isNamed?(code: FixCode): boolean
  /** Nothing says which loader the app uses: what only some of the usual ones mind is left alone, as the checks only note it. */
  readonly isGuess?: boolean
  /** A URL, key, secret, number or word of a closed list: blanks at its ends and invisible characters are never meant. */
  isStrict(key: string): boolean
  /** A secret of free form, in which ` #` may be meant. */
  isFreeSecret(key: string): boolean
  /** One of our variables, by whatever name: the others are left alone as long as no loader loses them. */
  isOurs(key: string): boolean
}

export interface Fix {
  readonly code: FixCode
  /** Pure; looks at the syntax, not at what loaders make of it: whether a change may be made is the guard's question. */
  propose(document: EnvDocument, use: FixUse): readonly Proposal[]
}

export function isInUse({ readers }: FixUse, ...names: readonly LoaderName[]): boolean {
  return readers.some(({ name }) => names.includes(name))
}
