import type { Undo } from './undo.ts'

/** New content of the file and how to take each change back. The bytes that were given back mean: nothing to write. */
export interface EditPlan {
  readonly bytes: Uint8Array
  /** Kept in the journal until the edits are restored or the lock is released; none for an edit that is meant to stay. */
  readonly undos: readonly Undo[]
}

export interface LockRequest {
  readonly file: string
  /** Holds `.mpesa-doctor/tunnel-journal.json`. */
  readonly projectDirectory: string
  /** Write to the file that a symbolic link points to; without it a link is refused. */
  readonly followSymlinks?: boolean
  /**
   * Overwrite the file itself instead of replacing it: for one that is mounted by itself, which nothing can replace. A
   * full copy of the old content is in the journal until the write is complete.
   */
  readonly inPlace?: boolean
  /** Copy the content to `<file>.bak-<stamp>` before the first change. The time is what the stamp says, in UTC. */
  readonly backup?: Date
}

/** `changed`: another value was set since, and stays. `already`: the old value is there. `gone`: the key or file is not. */
export interface RestoredKey {
  readonly file: string
  readonly key: string
  readonly outcome: 'restored' | 'already' | 'changed' | 'gone'
  /** Line of a restored value, counted from 1. */
  readonly line: number | null
}

/** An env file that only this process edits until `release`. Errors are `EnvFileError`s and leave the file as it was. */
export interface LockedEnvFile {
  /** The file itself, behind a symbolic link that was followed. */
  readonly file: string
  /** Where the content before the first change was copied to; null without a change, or if no copy was asked for. */
  readonly backup: string | null
  read(): Promise<Uint8Array>
  /**
   * Replaces the content in one step. `plan` gets the bytes that are in the file and is called again, up to three times,
   * if somebody else saves the file before the replacement is in place.
   */
  write<Plan extends EditPlan>(plan: (bytes: Uint8Array) => Plan, signal: AbortSignal): Promise<Plan>
  /** Takes back every edit of this lock whose value is still ours, the newest first. */
  restore(): Promise<readonly RestoredKey[]>
  /**
   * Lets others edit, and forgets the journal of this lock: what was not restored stays. With `keepJournal` the next run
   * restores it.
   */
  release(options?: { readonly keepJournal?: boolean }): Promise<void>
}

/** Edits env files so that a crash at any moment leaves the old content or the new, and the way back in a journal. */
export interface EnvFileWriter {
  lock(request: LockRequest, signal: AbortSignal): Promise<LockedEnvFile>
  /** Takes back what runs that were killed left behind. Runs that are still alive are left alone. */
  restoreFromJournal(projectDirectory: string, signal: AbortSignal): Promise<readonly RestoredKey[]>
}
