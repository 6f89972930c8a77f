import { KnownError } from '../core/errors.ts'
import { nearestName } from '../core/nearest-name.ts'
import type { Fault } from './fault.ts'
import { edgeFaults } from './faults-edge.ts'
import { handlerFaults } from './faults-handler.ts'
import { projectFaults } from './faults-project.ts'
import { routeFaults } from './faults-route.ts'

/** In the order of the path that a callback travels. */
export const faults: readonly Fault[] = [...projectFaults, ...edgeFaults, ...routeFaults, ...handlerFaults]

/** Throws `KnownError` `demo/unknown-fault` with the nearest name. */
export function findFault(name: string): Fault {
  const fault = faults.find((candidate) => candidate.name === name)
  if (fault !== undefined) return fault
  const near = nearestName(
    name,
    faults.map((candidate) => candidate.name),
  )
  throw new KnownError('usage', 'demo/unknown-fault', `There is no fault \`${name}\``, {
    fix: {
      summary: near === undefined ? 'See the list of faults' : `Did you mean \`${near}\`?`,
      command: 'mpesa-doctor demo --list-faults',
    },
  })
}
