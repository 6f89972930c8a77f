import type { ProjectStack } from './stack.ts'

/** A file as it was read at the start of the run; the run judges this one state. */
export interface FileSnapshot {
  /** As the user would write it, relative to the project where possible. */
  readonly path: string
  readonly absolutePath: string
  readonly content: FileContent
}

export type FileContent =
  | { readonly kind: 'read'; readonly bytes: Uint8Array }
  | { readonly kind: 'missing' }
  | { readonly kind: 'unreadable'; readonly code: string; readonly detail: string }

/** The user's project: where the command was started, and its env files in rising priority. */
export interface Project {
  readonly folder: string
  /** Those that the app reads; one that is missing only if it is the one that was looked for. */
  readonly envFiles: readonly FileSnapshot[]
  /** Whether the user named the files (`--dotenv`). */
  readonly envFilesNamed: boolean
  readonly stack: ProjectStack
  /** Variables of the process that started the tool; read for comparison, never changed. */
  readonly processVariables: Readonly<Record<string, string | undefined>>
}
