import type { PageServer } from '../core/page-server.ts'
import { announcePage, explainPageError } from './announce-page.ts'
import { type Invocation, optionValue } from './command.ts'
import { createPhonePageSource, type PhonePageSubject } from './phone-page-source.ts'

const defaultPort = 8_767

/** So that there is somebody to pay: the number of Safaricom's own sandbox, and one more. */
const firstPhones = ['254708374149', '254712345678']

/** Serves the page with the phones of the customers, and says where. */
export async function openPhonePage(
  invocation: Invocation,
  subject: Omit<PhonePageSubject, 'failed'> & { readonly warn: (text: string) => void },
): Promise<PageServer> {
  const { sandbox, warn } = subject
  const named = optionValue<number>(invocation, 'uiPort')
  const port = named ?? defaultPort
  if (sandbox.view().phones.length === 0) for (const phone of firstPhones) sandbox.setPhone(phone, {})
  const failed = (error: unknown): void => warn(error instanceof Error ? error.message : String(error))
  const server = await invocation.deps.sandbox
    .servePhonePage({
      source: createPhonePageSource({ ...subject, failed }),
      port,
      orAnyOther: named === undefined,
    })
    .catch((error: unknown) => {
      throw explainPageError(error, port)
    })
  announcePage(invocation, server, port)
  return server
}
