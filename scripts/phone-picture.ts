import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { resolve } from 'node:path'
import { chromium } from 'playwright-core'
import { buildPage } from '../test/helpers/built-page.ts'
import { startPhonePage } from '../test/helpers/phone-page.ts'
import { phone } from '../test/sandbox/daraja.ts'

/*
 * Makes docs/phone.png: the phone page with a prompt.
 * Usage: node scripts/run.mjs scripts/phone-picture.ts [path of Chromium]
 */
const executablePath = process.argv[3] ?? '/usr/bin/chromium'
const built = await buildPage('phone')
const app = createServer((_, response) => response.end('{"ResultCode":0}')).listen(0, '127.0.0.1')
await once(app, 'listening')
const appUrl = `http://127.0.0.1:${(app.address() as AddressInfo).port}`
const { daraja, server, close } = await startPhonePage({ folder: built.folder, app: appUrl })
const browser = await chromium.launch({ executablePath, args: process.getuid?.() === 0 ? ['--no-sandbox'] : [] })
try {
  const page = await browser.newPage({
    viewport: { width: 1280, height: 800 },
    colorScheme: 'light',
    reducedMotion: 'reduce',
  })
  daraja.core.setPhone('254712345678', { on: false })
  daraja.core.setPhone(phone, {})
  await page.goto(`${server.url}#${phone}`)
  for (const [account, press] of [
    ['ORD-1040', { kind: 'cancel' }],
    ['ORD-1041', { kind: 'pin', pin: '1234' }],
  ] as const) {
    const { body } = await daraja.push({ Amount: 850, AccountReference: account })
    daraja.core.press(JSON.parse(body).CheckoutRequestID, press)
    await daraja.settled()
  }
  await daraja.push({ Amount: 1500, AccountReference: 'ORD-1042' })
  await page.locator('#pin').waitFor()
  await page.locator('.record').nth(1).waitFor()
  await page.locator('.record summary').first().click()
  await page.locator('.record .field').first().waitFor()
  await page.locator('.toast').waitFor({ state: 'hidden' })
  writeFileSync(resolve('docs', 'phone.png'), await page.screenshot())
} finally {
  await browser.close()
  await close()
  app.closeAllConnections()
  app.close()
  await built.remove()
}
