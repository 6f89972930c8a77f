import type { Demo } from '../demo/start-demo.ts'
import type { Output } from './output.ts'

/** A demo that serves, for programs: one line. */
export function demoAsJson({ fault, appUrl, publicUrl, folder, database, orders }: Demo): string {
  const { version, origin } = database
  const [stuck, test] = [orders.stuck, orders.test].map(({ orderNumber, checkoutRequestId }) => ({
    orderNumber,
    checkoutRequestId,
  }))
  const facts = { fault: fault?.name ?? null, appUrl, callbackUrl: publicUrl, folder, postgres: { version, origin } }
  return `${JSON.stringify({ ...facts, orders: { stuck, test } })}\n`
}

/** The same for people, with what they can try. */
export function describeDemo(demo: Demo, { paint }: Output): string {
  // Not the test order: the diagnosis has paid it by then.
  const { stuck } = demo.orders
  return `The shop runs ${demo.fault === null ? 'without a fault' : `with the fault ${demo.fault.name}`}, on PostgreSQL ${demo.database.version}.

  shop      ${demo.appUrl}
  callback  ${demo.publicUrl}
  folder    ${demo.folder}

Try in another terminal:
  ${paint.cyan(`cd ${demo.folder}`)}
  ${paint.cyan('mpesa-doctor')}
  ${paint.cyan(`mpesa-doctor status ${stuck.orderNumber}`)}
  ${paint.cyan(`mpesa-doctor simulate ${stuck.checkoutRequestId}`)}

Ctrl-C ends it and removes everything.
`
}
