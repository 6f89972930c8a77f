import { aboutAssignment, assignmentsIn, removal } from './assignments.ts'
import { type Fix, isInUse, type Proposal } from './fix.ts'

/** Removes `export`, which some loaders refuse. A shell may need it, so it stays where a script reads the file. */
export const exportPrefixFix: Fix = {
  code: 'env/export-prefix',
  propose(document, use) {
    const isForShell = isInUse(use, 'sh')
    return assignmentsIn(document).flatMap((assignment): Proposal[] => {
      if (assignment.exportPrefix === null) return []
      return [
        {
          code: 'env/export-prefix',
          ...aboutAssignment(document, assignment),
          splices: [removal(assignment.exportPrefix)],
          explanation: 'remove `export`',
          always: !isForShell,
          ...(isForShell ? { blocked: 'a shell script reads this file too, and may need `export`' } : {}),
        },
      ]
    })
  },
}
