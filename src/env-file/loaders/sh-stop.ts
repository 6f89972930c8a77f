/**
 * Why a shell reads no further. Thrown inside the loader, never out of it.
 * - `syntax`: a syntax error; the shell drops the line and everything behind it
 * - `ended`: `exit`, `return`, or an error that ends the script
 * - `untold`: a construct that is not followed here, so that nothing certain can be said about the rest
 */
export type StopReason = 'syntax' | 'ended' | 'untold'

export class ShellStop extends Error {
  readonly reason: StopReason

  constructor(reason: StopReason) {
    super(reason)
    this.name = 'ShellStop'
    this.reason = reason
  }
}
