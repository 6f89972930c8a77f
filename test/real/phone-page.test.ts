import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { createRequire } from 'node:module'
import type { AddressInfo } from 'node:net'
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { parseRule } from '../../src/sandbox/outcomes/parse-rule.ts'
import { type BuiltPage, buildPage } from '../helpers/built-page.ts'
import { startPhonePage } from '../helpers/phone-page.ts'
import { phone } from '../sandbox/daraja.ts'
import { findProgram, suiteName } from './find-program.ts'

const program = findProgram('chromium', 'MPESA_DOCTOR_TEST_CHROMIUM')
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const desktop = { width: 1280, height: 860 }
const small = { viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true }
const other = '254712345678'

let browser: Browser
let built: BuiltPage

/** Answers 200 but where the path says otherwise. */
async function startApp(): Promise<string> {
  const app = createServer((request, response) => {
    request.resume()
    response.statusCode = request.url === '/crash' ? 500 : 200
    response.end('{"ResultCode":0}')
  })
  await new Promise<void>((resolve) => app.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    app.closeAllConnections()
    app.close()
  })
  return `http://127.0.0.1:${(app.address() as AddressInfo).port}`
}

async function open(options: BrowserContextOptions = {}) {
  const app = await startApp()
  const { daraja, failures, server, close } = await startPhonePage({ folder: built.folder, app })
  for (const number of [phone, other]) daraja.core.setPhone(number, {})
  const context = await browser.newContext({ viewport: desktop, reducedMotion: 'reduce', ...options })
  onTestFinished(async () => {
    await context.close()
    await close()
  })
  const page = await context.newPage()
  const complaints: string[] = []
  page.on('console', (message) => complaints.push(message.text()))
  page.on('pageerror', (error) => complaints.push(String(error)))
  await page.goto(server.url)
  await page.locator('#connection[data-state=live]').waitFor()
  await page.locator('.phone').first().waitFor()
  return {
    page,
    daraja,
    complaints,
    failures,
    server,
    async push(fields: Readonly<Record<string, unknown>> = {}): Promise<string> {
      return JSON.parse((await daraja.push({ Amount: 1500, AccountReference: 'ORD-1042', ...fields })).body)
        .CheckoutRequestID
    },
  }
}

async function violations(page: Page): Promise<readonly string[]> {
  // As a debugger would: the page's own policy allows no script from elsewhere.
  await page.evaluate(axe)
  const { violations: found } = (await page.evaluate('axe.run()')) as {
    readonly violations: readonly { id: string; impact: string; nodes: readonly { html: string }[] }[]
  }
  return found
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 160)}`))
}

const callback = (page: Page, id: string) => page.locator('.record', { hasText: id })

describe.skipIf(program === null)(
  suiteName('the phone page in Chromium', program, 'chromium', 'MPESA_DOCTOR_TEST_CHROMIUM'),
  () => {
    beforeAll(async () => {
      built = await buildPage('phone')
      const args = process.getuid?.() === 0 ? ['--no-sandbox'] : []
      browser = await chromium.launch({ executablePath: program ?? '', args })
    })
    afterAll(async () => {
      await browser?.close()
      await built?.remove()
    })

    it('shows the prompt, takes the PIN with keys alone, and shows the message, the money and the callback', async () => {
      const { page, push, daraja, complaints, failures } = await open()
      const id = await push()
      await page.locator('#prompt-text').waitFor()
      expect(await page.locator('#prompt-text').textContent()).toMatch(/KES 1,500 .*ORD-1042/)
      await expect.poll(() => page.evaluate('document.activeElement.id')).toBe('pin')
      expect(await page.title()).toMatch(/^\(1\)/)
      await page.keyboard.type('1234')
      await page.keyboard.press('Enter')
      await callback(page, id).waitFor()
      await page.locator('.messages li').waitFor()
      expect(await page.locator('.home-balance').textContent()).toBe('KES 98,500')
      await expect.poll(() => callback(page, id).textContent()).toMatch(/Paid 0app: 200/)
      await callback(page, id).locator('summary').click()
      await callback(page, id).getByText('The customer paid.').waitFor()
      expect(daraja.core.view().payments).toMatchObject([{ from: phone, amount: 1500 }])
      await page.locator('#tab-payments').click()
      await page.locator('#panel').getByText('ORD-1042').waitFor()
      expect({ complaints, failures }).toEqual({ complaints: [], failures: [] })
    })

    it.each([
      ['Cancel', '1032', (page: Page) => page.locator('#cancel').click()],
      ['Ignore it', '1037', (page: Page) => page.getByRole('button', { name: 'Ignore it' }).click()],
      [
        'a wrong PIN',
        '2001',
        async (page: Page) => {
          await page.locator('#pin').fill('9999')
          await page.getByRole('button', { name: 'Send' }).click()
        },
      ],
      [
        'no money',
        '1',
        async (page: Page) => {
          await page.getByRole('button', { name: 'Empty the wallet' }).click()
          await page.locator('.home-balance', { hasText: /^KES 0$/ }).waitFor()
          await page.locator('#pin').fill('1234')
          await page.keyboard.press('Enter')
        },
      ],
      [
        'another ending',
        '1019',
        async (page: Page) => {
          const option = page.locator('#ending option', { hasText: /^1019/ }).first()
          await page.locator('#ending').selectOption(await option.getAttribute('value'))
        },
      ],
    ] as const)('ends a prompt: %s is %s', async (_, resultCode, act) => {
      const { page, push, daraja } = await open()
      const id = await push()
      await page.locator('#pin').waitFor()
      await act(page)
      await callback(page, id).waitFor()
      expect(daraja.core.view().callbacks).toMatchObject([{ reference: id, resultCode }])
    })

    it('is switched off and on: a push to it ends unanswered', async () => {
      const { page, push, daraja } = await open()
      await page.locator('#controls').getByRole('button', { name: 'Switch off' }).click()
      await page.locator('#device[data-state=off]').waitFor()
      await push()
      expect(await page.locator('#pin').count()).toBe(0)
      expect(daraja.core.view().phones[0]).toMatchObject({ on: false, prompt: null })
      await page.locator('#device').getByRole('button', { name: 'Switch on' }).click()
      await page.locator('#device[data-state=on]').waitFor()
    })

    it('brings a prompt on another phone to the front, but not over one that is being answered', async () => {
      const { page, push } = await open()
      await push({ PartyA: other, PhoneNumber: other })
      await page.locator(`.phone[aria-current][data-phone="${other}"]`).waitFor()
      await page.locator('#pin').fill('12')
      await push()
      await page.locator(`.phone[data-phone="${phone}"] .asked`).waitFor()
      expect(await page.locator('.phone[aria-current]').getAttribute('data-phone')).toBe(other)
      expect(await page.locator('#pin').inputValue()).toBe('12')
      await page.locator(`.phone[data-phone="${phone}"]`).click()
      expect(await page.locator('#pin').inputValue()).toBe('')
    })

    it('keeps what is typed while things happen', async () => {
      const { page, push, daraja } = await open()
      await push()
      await page.locator('#pin').fill('12')
      await page.locator('#balance').fill('77')
      daraja.core.setPhone(phone, { balance: 5 })
      await page.locator('.home-balance', { hasText: 'KES 5' }).waitFor()
      expect(await page.locator('#pin').inputValue()).toBe('12')
      expect(await page.locator('#balance').inputValue()).toBe('77')
    })

    it('adds phones, gives them money, and pays from the menu', async () => {
      const { page, daraja } = await open()
      await page.locator('#add-number').fill('0722 000 111')
      await page.keyboard.press('Enter')
      await page.locator('.phone[aria-current][data-phone="254722000111"]').waitFor()
      await page.locator('#balance').fill('2,000')
      await page.keyboard.press('Enter')
      await page.locator('.home-balance', { hasText: 'KES 2,000' }).waitFor()
      await page.getByRole('button', { name: 'Lipa na M-PESA' }).click()
      await page.getByLabel('Business number').fill('12')
      await page.getByLabel(/^Account number/).fill('ORD-9')
      await page.getByLabel('Amount').fill('350')
      await page.getByRole('button', { name: 'Pay', exact: true }).click()
      await page.getByRole('alert').getByText('five to seven digits').waitFor()
      await page.getByLabel('Business number').fill('600984')
      await page.keyboard.press('Enter')
      await page.locator('.home-balance', { hasText: 'KES 1,650' }).waitFor()
      expect(daraja.core.view().payments).toMatchObject([{ to: '600984', amount: 350, account: 'ORD-9' }])
    })

    it('shows what apps send as text', async () => {
      const { page, push, complaints } = await open()
      await push({ AccountReference: '<img src=x>', TransactionDesc: '<b>' })
      await page.locator('#prompt-text').waitFor()
      expect(await page.locator('#prompt-text').textContent()).toContain('<img src=x>')
      expect(await page.locator('#device img, #device b').count()).toBe(0)
      expect(complaints).toEqual([])
    })

    it('keeps the newest hundred of a flood', async () => {
      const { page, daraja, complaints } = await open()
      daraja.core.addRule(parseRule('cancelled@0ms'))
      const callbacks = Array.from({ length: 300 }, (_, at) =>
        daraja.push({
          PartyA: `2547000${String(at).padStart(5, '0')}`,
          PhoneNumber: `2547000${String(at).padStart(5, '0')}`,
        }),
      )
      await Promise.all(callbacks)
      await daraja.settled()
      await expect.poll(() => page.locator('.record').count()).toBe(100)
      expect(complaints).toEqual([])
    })

    it('says so when its program has ended', async () => {
      const { page, server } = await open()
      await server.close()
      await page.locator('#connection[data-state=unreachable]').waitFor()
      expect(await page.locator('#trouble').textContent()).toContain('mpesa-doctor sandbox --ui')
    })

    it.each([
      { what: 'prompt, light', options: { colorScheme: 'light' }, prompt: true },
      { what: 'prompt, dark', options: { colorScheme: 'dark' }, prompt: true },
      { what: 'idle', options: {}, prompt: false },
      { what: 'prompt on a phone, dark', options: { ...small, colorScheme: 'dark' }, prompt: true },
      { what: 'callback', options: {}, prompt: false, click: '.record summary' },
      { what: 'requests, dark', options: { colorScheme: 'dark' }, prompt: false, click: '#tab-calls' },
      { what: 'menu', options: {}, prompt: false, click: '.lipa' },
    ] as const)('has no serious finding of axe: $what', async ({ options, prompt, ...rest }) => {
      const { page, push } = await open(options)
      await push({ CallBackURL: 'https://pay.duka.co.ke/crash' })
      await page.locator('#pin').waitFor()
      if (!prompt) {
        await page.locator('#pin').fill('1234')
        await page.getByRole('button', { name: 'Send' }).click()
        await page.locator('.record').waitFor()
        await page.locator('.toast').waitFor({ state: 'hidden' })
      }
      if ('click' in rest) await page.locator(rest.click).first().click()
      if ('click' in rest && rest.click.startsWith('.record')) await page.locator('.record .finding').waitFor()
      expect(await violations(page)).toEqual([])
      expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true)
    })
  },
)
