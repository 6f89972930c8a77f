import { darajaExplanations } from '../../../checks/daraja/explanations.ts'
import { usageError } from '../../../core/errors.ts'
import { apiUrlOf, environmentOfHost } from '../../../daraja/api-host.ts'
import { fallbackEnvironment } from '../../../daraja/environment.ts'
import { type CommandBody, type Invocation, optionValue } from '../../command.ts'
import { nextAfter } from '../../next-step.ts'
import { createRegistrationChecks } from '../../register-urls-checks.ts'
import { requireConsent } from '../../register-urls-consent.ts'
import { type RegistrationWishes, readWishes } from '../../register-urls-wishes.ts'
import { printReport, writeReports } from '../../render.ts'
import { definitionsOf, makeReport } from '../../run-report.ts'

export const runRegisterUrls: CommandBody = async (invocation) => {
  const host = new URL(invocation.settings.get('darajaUrl')?.value ?? apiUrlOf(fallbackEnvironment)).hostname
  refuseProduction(invocation, host)
  const wishes = await readWishes(invocation)
  if (wishes.ready !== null) await requireConsent(invocation, wishes.ready, host)
  const { checks, registration } = createRegistrationChecks(wishes)
  const report = await makeReport(invocation, {
    checks,
    allChecks: async () => [...(await import('../../../checks/documented.ts')).documented, ...checks],
    explanations: darajaExplanations,
    isSubject: () => true,
    healthy: { title: 'Daraja calls these URLs from now on', explanation: '' },
    next: nextAfter(
      '`mpesa-doctor register-urls`',
      '`mpesa-doctor simulate --kind c2b-confirmation` shows what the app does with one',
    ),
  })
  const registered = registration()?.answer.kind === 'accepted'
  const finished = { ...report, extra: { registration: registrationJson(wishes, host, invocation, registered) } }
  const definitions = definitionsOf(checks)
  await printReport(finished, invocation, definitions)
  await writeReports(finished, invocation, definitions)
  return finished.exitCode
}

function refuseProduction(invocation: Invocation, host: string): void {
  const isProduction =
    invocation.settings.get('environment')?.value === 'production' || environmentOfHost(host) === 'production'
  if (!isProduction || optionValue(invocation, 'allowProduction') === true) return
  throw usageError('register-urls/production', 'The environment is production, which takes URLs once', {
    summary: 'use a sandbox configuration, or give --allow-production if this is really wanted',
  })
}

function registrationJson(
  { version, shortcode, urls: [confirmation, validation], responseType }: RegistrationWishes,
  host: string,
  { settings }: Invocation,
  registered: boolean,
): Readonly<Record<string, unknown>> {
  return {
    registered,
    host,
    environment: environmentOfHost(host) ?? settings.get('environment')?.value ?? null,
    shortcode,
    version,
    responseType: responseType.value,
    confirmationUrl: confirmation?.value ?? null,
    validationUrl: validation?.value ?? null,
  }
}
