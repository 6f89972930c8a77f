import { defineCheck, found } from '../../core/check.ts'
import { createFinding } from '../../core/finding.ts'
import { printable } from '../../core/printable.ts'
import { settingsRows } from '../../probes/settings-rows.ts'
import { staleCopyCodes as codes } from '../env/stale-copy-code.ts'

/** Part of the diagnosis only: it needs the database. */
export const noStaleSettingsRow = defineCheck({
  id: 'no-stale-settings-row',
  family: 'env',
  title: 'No row of settings holds an older callback URL',
  codes,
  needs: { search: settingsRows },
  judge({ search: { rows, tables, callback } }) {
    return found(
      rows.map(({ table, column, key, host, url }) => {
        const where = key === null ? '' : ` where \`${key.column}\` is \`${printable(key.value)}\``
        return createFinding(
          codes,
          'env/stale-copy',
          `\`${table}.${column}\`${where} still names \`${printable(host)}\``,
          {
            severity: callback.isSet ? 'warning' : 'error',
            confidence: 'likely',
            ...(callback.isSet ? {} : { why: `Nothing sets \`${callback.variable}\`, so this is what the app uses.` }),
            evidence: { table, column, key, url, inUse: callback.host },
            fix: { summary: 'Correct the value where the app lets you edit its settings, or in that row' },
          },
        )
      }),
      tables.length === 0 ? 'no table of settings' : tables.join(', '),
    )
  },
})
