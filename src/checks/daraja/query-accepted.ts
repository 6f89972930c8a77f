import { defineCheck, found, pass } from '../../core/check.ts'
import { createFinding } from '../../core/finding.ts'
import { envValues } from '../../probes/env-values.ts'
import { stkQuery } from '../../probes/stk-query.ts'
import { locate } from '../env/locate.ts'
import { darajaCodes } from './daraja-codes.ts'
import { codeOf, findRefusal } from './refusal-finding.ts'

/** Whether Daraja takes a query in the name of the shortcode, whatever it knows of the payment. */
export const queryAccepted = defineCheck({
  id: 'daraja-query-accepted',
  family: 'daraja',
  title: 'Daraja takes a query in the name of the shortcode',
  codes: darajaCodes,
  needs: { query: stkQuery, values: envValues },
  judge({ query: { answer, place, shortcode, passkey }, values }) {
    if (answer.kind === 'unreadable')
      return found([
        createFinding(darajaCodes, 'daraja/unreachable', `\`${place.host}\` answers without a \`ResultCode\``, {
          evidence: { host: place.host, problem: 'unreadable' },
        }),
      ])
    if (answer.kind !== 'refused' && answer.kind !== 'unreachable') return pass(`shortcode ${shortcode.value.trim()}`)
    const finding = findRefusal(answer, place)
    const code = codeOf(answer)
    const entry =
      code === 'daraja/unknown-shortcode' ? shortcode : code === 'daraja/wrong-passkey' ? passkey : undefined
    const location = entry === undefined ? undefined : locate(entry, values)
    return found([
      {
        ...finding,
        evidence: { ...finding.evidence, shortcode: shortcode.value },
        ...(location === undefined ? {} : { location }),
      },
    ])
  },
})
