import type { SandboxCore } from '../sandbox/create-sandbox-core.ts'
import type { Invocation } from './command.ts'

/** Writes what changed, now and then and at the end. */
export interface KeptState {
  close(): Promise<void>
}

const pauseMs = 1_000

/** Until it is closed; trouble with the disk is told once, and once more at the end. */
export async function keepSandboxState(
  { deps, ports: { clock } }: Pick<Invocation, 'deps' | 'ports'>,
  sandbox: SandboxCore,
  path: string,
  warn: (text: string) => void,
): Promise<KeptState> {
  const ending = new AbortController()
  let isChanged = false
  let isTold = false
  const unsubscribe = sandbox.subscribe(() => {
    isChanged = true
  })
  const save = async (): Promise<void> => {
    if (!isChanged) return
    isChanged = false
    try {
      await deps.sandbox.writeState(path, sandbox.snapshot())
      isTold = false
    } catch (error) {
      isChanged = true
      if (!isTold || ending.signal.aborted) warn(error instanceof Error ? error.message : String(error))
      isTold = true
    }
  }
  const watch = (async () => {
    while (!ending.signal.aborted) {
      await clock.sleep(pauseMs, ending.signal).catch(() => undefined)
      await save()
    }
  })()
  return {
    async close() {
      ending.abort()
      unsubscribe()
      await watch
    },
  }
}
