import { darajaExplanations } from '../../../checks/daraja/explanations.ts'
import { queryChecks } from '../../../checks/query.ts'
import { usageError } from '../../../core/errors.ts'
import { looksLikeCheckoutRequestId } from '../../../daraja/checkout-request-id.ts'
import { isMerchantRequestId } from '../../../daraja/merchant-request-id.ts'
import { readVariable } from '../../../probes/daraja-keys.ts'
import { variableNames } from '../../../probes/variable-names.ts'
import type { CommandBody, Invocation } from '../../command.ts'
import { describeQuery } from '../../describe-query.ts'
import { nextAfter } from '../../next-step.ts'
import { observeWith } from '../../observe-once.ts'
import { paceQueries } from '../../paced-queries.ts'
import { nextOfQuery, queryJson, watchQuery } from '../../query-report.ts'
import { printReport, writeReports } from '../../render.ts'
import { definitionsOf, formatOf, makeReport } from '../../run-report.ts'

export const runQuery: CommandBody = async (invocation) => {
  const checkoutRequestId = wantedId(invocation.args[0] ?? '')
  await refuseWithoutKeys(invocation)
  const watch = watchQuery(queryChecks)
  const paced: Invocation = { ...invocation, ports: { ...invocation.ports, http: await paceQueries(invocation) } }
  const definitions = definitionsOf(queryChecks)
  const report = await makeReport(paced, {
    checks: watch.checks,
    allChecks: async () => (await import('../../../checks/documented.ts')).documented,
    explanations: darajaExplanations,
    isSubject: () => true,
    healthy: { title: 'Daraja answered, and nothing contradicts it', explanation: '' },
    next: (verdict) => nextAfter('`mpesa-doctor query`', nextOfQuery(watch.seen()))(verdict),
  })
  const seen = watch.seen()
  const finished = { ...report, extra: { query: queryJson(checkoutRequestId, seen, invocation.settings) } }
  const isPretty = formatOf(invocation) === 'pretty'
  if (isPretty && seen.told !== null)
    invocation.output.data(describeQuery(checkoutRequestId, seen, report.next, invocation))
  const isPlain = report.checks.every(({ status }) => status === 'pass')
  if (!isPretty || seen.told === null || !isPlain || invocation.output.verbose) {
    if (isPretty && seen.told !== null) invocation.output.data('\n')
    await printReport(finished, invocation, definitions)
  }
  await writeReports(finished, invocation, definitions)
  return finished.exitCode
}

/** Every id that Daraja ever gave out begins the same; what does not is something else that was copied. */
function wantedId(text: string): string {
  const id = text.trim()
  if (looksLikeCheckoutRequestId(id)) return id
  if (id.includes('*'))
    throw usageError('id-masked', 'This CheckoutRequestID is masked', {
      summary: 'copy it from the database or from the answer to the push, or show it with --show-secrets',
    })
  if (isMerchantRequestId(id))
    throw usageError('id-of-another-kind', 'This is a MerchantRequestID', {
      summary: 'give the CheckoutRequestID, which came in the same answer and begins with `ws_CO_`',
    })
  throw usageError('id-of-another-kind', `\`${id}\` is no CheckoutRequestID: those begin with \`ws_CO_\``, {
    summary: '`mpesa-doctor status <order>` shows the id of an order, with --show-secrets in full',
  })
}

const needed = ['MPESA_CONSUMER_KEY', 'MPESA_CONSUMER_SECRET', 'MPESA_SHORTCODE', 'MPESA_PASSKEY']

async function refuseWithoutKeys(invocation: Invocation): Promise<void> {
  const observe = observeWith(invocation)
  const names = await observe(variableNames)
  const missing: string[] = []
  for (const name of needed)
    if ((await readVariable(observe, name)) === undefined) missing.push(names.available ? names.value(name) : name)
  if (missing.length === 0) return
  throw usageError(
    'keys-missing',
    `Daraja cannot be asked without ${missing.map((name) => `\`${name}\``).join(', ')}`,
    {
      summary: 'set what is missing in the env file, or name the file with --dotenv',
      command: 'mpesa-doctor check-env',
    },
  )
}
