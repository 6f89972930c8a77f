import type { Invocation } from './command.ts'

/** Whether nothing is masked on stdout: asked for, and somebody sits there. */
export function showsSecrets({ globals, deps }: Pick<Invocation, 'globals' | 'deps'>): boolean {
  return globals.showSecrets === true && deps.stdout.isTerminal
}
