import type { RunShell } from '../callbacks/audit/order-command.ts'

/** Runs lines in this folder as the user's shell would; loaded when the first one is run. */
export function shellIn(folder: string): RunShell {
  return async (request) => (await import('../adapters/shell-node.ts')).runShellNode(folder, request)
}
