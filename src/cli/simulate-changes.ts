import type { Changes } from '../callbacks/change-request.ts'
import { setPaths } from '../callbacks/edit-body.ts'
import { usageError } from '../core/errors.ts'
import { type Invocation, optionValue } from './command.ts'

/** What `--set`, `--edit` and `--header` make of the request, in this order. */
export function changesOf(invocation: Invocation): Changes {
  const assignments = optionValue<readonly string[]>(invocation, 'set') ?? []
  const headers = optionValue<readonly (readonly [string, string])[]>(invocation, 'header') ?? []
  const edits = optionValue(invocation, 'edit') === true
  return {
    ...(headers.length === 0 ? {} : { headers }),
    ...(assignments.length === 0 && !edits
      ? {}
      : {
          body: async (body) => {
            const set = setValues(body, assignments)
            return edits ? (await import('./edit-text.ts')).editText(invocation, set) : set
          },
        }),
  }
}

function setValues(body: string, assignments: readonly string[]): string {
  const edited = setPaths(body, assignments)
  if (edited.kind === 'edited') return edited.body
  throw usageError('simulate-set', edited.why, edited.fix === null ? undefined : { summary: edited.fix })
}
