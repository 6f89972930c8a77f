import { usageError } from '../core/errors.ts'
import type { C2bUrls } from '../daraja/client/requests.ts'
import { type Invocation, optionValue } from './command.ts'

/** Says what is about to be told to Daraja, and asks whoever sits there. Throws a usage error without a yes. */
export async function requireConsent(invocation: Invocation, urls: C2bUrls, host: string): Promise<void> {
  const { deps, output, signal } = invocation
  if (optionValue(invocation, 'yes') === true) return
  if (!canAsk(invocation))
    throw usageError('consent-missing', 'Nobody can be asked whether these URLs are to be registered', {
      summary: 'give --yes to register them without being asked',
    })
  output.talk(
    [
      `Daraja (${host}) is told to call these for shortcode ${urls.shortcode}, in place of any before:`,
      `  confirmation   ${urls.confirmationUrl}`,
      `  validation     ${urls.validationUrl}`,
      `  ResponseType   ${urls.responseType} (what becomes of a payment whose validation gives no answer)`,
      '',
    ].join('\n'),
  )
  const answer = await deps.ask('Register them? [y]es, [N]o: ', signal)
  if (/^y(?:es)?$/i.test(answer.trim())) return
  throw usageError('not-wanted', 'Nothing was registered', { summary: 'answer `y` to register the URLs' })
}

function canAsk({ deps, globals }: Invocation): boolean {
  const { CI } = deps.variables
  const isCi = CI !== undefined && CI !== '' && CI !== 'false' && CI !== '0'
  return deps.stdinIsTerminal && deps.stdout.isTerminal && !isCi && globals.input !== false
}
