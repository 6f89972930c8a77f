import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import type { InboxEvent } from '../../src/inbox/event.ts'
import { type BuiltPage, buildPage } from '../helpers/built-page.ts'
import { eveningEnd, inventEvening, lostPayment } from '../helpers/inspector-evening.ts'
import { inventEvent } from '../helpers/inspector-events.ts'
import { type InspectorOfTest, startInspector } from '../helpers/inspector-page.ts'
import { findProgram, suiteName } from './find-program.ts'

const program = findProgram('chromium', 'MPESA_DOCTOR_TEST_CHROMIUM')
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const desktop = { width: 1280, height: 800 }
const phone = { viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true }
const evening = inventEvening()

let browser: Browser
let built: BuiltPage

interface Opened {
  readonly page: Page
  readonly inspector: Awaited<ReturnType<typeof startInspector>>
  /** What the page complained about: console, exceptions, violations of its policy. */
  readonly complaints: readonly string[]
}

async function open(
  { hash = '', ...served }: Partial<InspectorOfTest> & { readonly hash?: string } = {},
  options: BrowserContextOptions = {},
): Promise<Opened> {
  const inspector = await startInspector({ folder: built.folder, events: evening, ...served })
  const context = await browser.newContext({ viewport: desktop, reducedMotion: 'reduce', ...options })
  onTestFinished(async () => {
    await context.close()
    await inspector.close()
  })
  const page = await context.newPage()
  const complaints: string[] = []
  page.on('console', (message) => complaints.push(message.text()))
  page.on('pageerror', (error) => complaints.push(String(error)))
  await page.goto(inspector.url + hash)
  await page.locator('#connection[data-state=live]').waitFor()
  return { page, inspector, complaints }
}

/** Serious and critical violations, as `rule: element`. */
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

const selectedRow = (page: Page) => page.locator('[role=option][aria-selected=true]').getAttribute('data-number')
const next = (number: number, traits = {}): InboxEvent => inventEvent({ number, at: eveningEnd, ...traits })

describe.skipIf(program === null)(
  suiteName('the inspector page in Chromium', program, 'chromium', 'MPESA_DOCTOR_TEST_CHROMIUM'),
  () => {
    beforeAll(async () => {
      built = await buildPage('inspector')
      const args = process.getuid?.() === 0 ? ['--no-sandbox'] : []
      browser = await chromium.launch({ executablePath: program ?? '', args })
    })
    afterAll(async () => {
      await browser?.close()
      await built?.remove()
    })

    it('shows what is in the inbox, the newest on top, and complains of nothing', async () => {
      const { page, complaints } = await open()
      const rows = page.locator('[role=option]')
      await expect.poll(() => rows.count()).toBeGreaterThan(10)
      expect(await rows.first().getAttribute('data-number')).toBe('21')
      expect(await rows.first().getAttribute('aria-setsize')).toBe('21')
      expect(await page.locator('#row-17').textContent()).toMatch(/Paid[\s\S]*KES 4,850[\s\S]*500[\s\S]*112 ms/)
      expect(await page.locator('#row-16').textContent()).toContain('503 app down')
      await rows.first().click()
      await page.locator('#panel').getByText('What was seen').waitFor()
      expect(complaints).toEqual([])
    })

    it.each([
      { what: 'light', hash: '#event=17', options: { colorScheme: 'light' } },
      { what: 'dark', hash: '#event=17', options: { colorScheme: 'dark' } },
      { what: 'timeline', hash: '#event=20&view=timeline', options: {} },
      { what: 'comparison, dark', hash: '#event=20&view=compare', options: { colorScheme: 'dark' } },
      { what: 'list on a phone', hash: '', options: phone },
      { what: 'event on a phone, dark', hash: '#event=16', options: { ...phone, colorScheme: 'dark' } },
      { what: 'empty', hash: '', options: {}, events: [] },
      { what: 'help', hash: '', options: {}, key: '?' },
      { what: 'replay', hash: '#event=17', options: {}, key: 'r' },
    ] as const)('has no serious finding of axe: $what', async ({ hash, options, key, ...served }) => {
      const { page } = await open({ hash, ...('events' in served ? { events: served.events } : {}) }, options)
      if (hash !== '') await page.locator('#panel').waitFor()
      if (hash.includes('17')) await page.getByText('What was seen').waitFor()
      if (key !== undefined) {
        await page.keyboard.press(key)
        await page.locator('dialog[open]').waitFor()
      }
      expect(await violations(page)).toEqual([])
      expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true)
    })

    it('says what to do while nothing has come', async () => {
      const { page, inspector } = await open({ events: [] })
      expect(await page.locator('#empty').textContent()).toMatch(
        /mpesa-doctor tunnel[\s\S]*mpesa-doctor simulate ws_CO_/,
      )
      inspector.record(next(1))
      await page.locator('#row-1').waitFor()
      expect(await page.locator('#empty').isHidden()).toBe(true)
    })

    it('is worked with keys alone; none acts while somebody types', async () => {
      const { page } = await open()
      await page.keyboard.press('j')
      await page.keyboard.press('ArrowDown')
      await page.keyboard.press('k')
      expect(await selectedRow(page)).toBe('21')
      await page.keyboard.press('End')
      await expect.poll(() => selectedRow(page)).toBe('1')
      await page.keyboard.press('Home')
      await page.keyboard.press('Enter')
      expect(await page.evaluate('document.activeElement.id')).toBe('detail-title')
      await page.keyboard.press('t')
      await page.locator('#tab-timeline[aria-selected=true]').waitFor()
      await page.keyboard.press('d')
      await page.locator('#tab-compare[aria-selected=true]').waitFor()
      await page.keyboard.press('/')
      await page.keyboard.type('jdr?code:1032')
      expect(await page.locator('#filter').inputValue()).toBe('jdr?code:1032')
      expect(await page.locator('dialog').count()).toBe(0)
      await page.keyboard.press('Escape')
      expect(await page.locator('#filter').inputValue()).toBe('')
      await page.locator('#filter').fill('code:1032')
      await page.keyboard.press('Enter')
      expect(await page.evaluate('document.activeElement.id')).toBe('list')
      await page.keyboard.press('?')
      await page.locator('dialog[open]').waitFor()
      await page.keyboard.press('Escape')
      await expect.poll(() => page.locator('dialog').count()).toBe(0)
      expect(new URL(page.url()).hash).toContain('filter=code%3A1032')
      await page.reload()
      await expect.poll(() => page.locator('#found').textContent()).toMatch(/^\d of 21 events$/)
    })

    it('lets what is being read stay where it is when something comes', async () => {
      const many = Array.from({ length: 300 }, (_, index) => next(index + 1))
      const { page, inspector } = await open({ events: many })
      await page.locator('#row-300').waitFor()
      inspector.record(next(301))
      await page.locator('#row-301').waitFor()
      expect(await page.locator('#newer').isHidden()).toBe(true)
      await page.evaluate("document.getElementById('list').scrollTop = 3000")
      const row = page.locator('#row-248')
      const before = await row.boundingBox()
      for (const number of [302, 303, 304]) inspector.record(next(number))
      await expect.poll(() => page.locator('#newer').textContent()).toBe('↑ 3 new events')
      expect(await row.boundingBox()).toEqual(before)
      await page.locator('#newer').click()
      await page.locator('#row-304').waitFor()
      expect(await page.locator('#newer').isHidden()).toBe(true)
    })

    it('fills in an answer that comes later', async () => {
      const { page, inspector } = await open()
      inspector.record(next(22, { answer: null }))
      await page.locator('#row-22').getByText('no answer yet').waitFor()
      await page.locator('#row-22').click()
      await page.getByText('The app has not answered yet.').waitFor()
      inspector.record(next(22))
      await page.locator('#row-22').getByText('38 ms').waitFor()
      await page.getByText("Nothing wrong was seen in the app's answer").waitFor()
    })

    it('says that the connection is lost, and is live again when the server is back', async () => {
      const { page, inspector } = await open()
      await page.route('**/api/stream*', (route) => route.abort())
      await page.reload()
      await page.locator('#connection[data-state=reconnecting]').waitFor()
      expect(await page.locator('#status').textContent()).toContain('lost')
      inspector.record(next(22))
      await page.unroute('**/api/stream*')
      await page.locator('#connection[data-state=live]').waitFor()
      await page.locator('#row-22').waitFor()
    })

    it('shows everything in eight tabs, one of which has the stream, and goes on when that one is closed', async () => {
      const { page, inspector } = await open()
      const tabs = await Promise.all(Array.from({ length: 7 }, () => page.context().newPage()))
      await Promise.all(tabs.map((tab) => tab.goto(inspector.url)))
      await Promise.all(tabs.map((tab) => tab.locator('#connection[data-state=live]').waitFor()))
      inspector.record(next(22))
      await Promise.all([page, ...tabs].map((tab) => tab.locator('#row-22').waitFor()))
      await page.close()
      inspector.record(next(23))
      await Promise.all(tabs.map((tab) => tab.locator('#row-23').waitFor()))
      inspector.record(next(24))
      await Promise.all(tabs.map((tab) => tab.locator('#row-24').waitFor()))
    })

    it('says that the server has ended, or was started anew, and replays nothing then', async () => {
      const { page, inspector } = await open({ hash: '#event=17' })
      await page.getByText('What was seen').waitFor()
      await inspector.close()
      await page.locator('#connection[data-state=unreachable]').waitFor()
      expect(await page.locator('#trouble').textContent()).toContain('mpesa-doctor listen --ui')
      expect(await page.locator('#status').textContent()).toContain('cannot be reached')
      expect(await page.getByRole('button', { name: 'Replay…' }).isDisabled()).toBe(true)
      expect(await page.locator('#offline').textContent()).toContain('no connection')
      await page.keyboard.press('r')
      expect(await page.locator('dialog').count()).toBe(0)
      expect(await violations(page)).toEqual([])
      const port = Number(new URL(inspector.url).port)
      const anew = await startInspector({ folder: built.folder, port })
      onTestFinished(() => anew.close())
      await page.evaluate("dispatchEvent(new Event('online'))")
      await page.locator('#connection[data-state=started-anew]').waitFor()
      expect(await page.locator('#trouble').textContent()).toContain('Open the address')
    })

    it('keeps the method and the beginning of a path, and the end of an id, on a phone', async () => {
      const broken = next(2, {
        body: 'hello',
        answer: { kind: 'no-answer', status: 502, reason: 'app-invalid', ms: 3 },
      })
      const { page } = await open({ events: [next(1, { payment: lostPayment }), broken] }, phone)
      await page.locator('#row-2').getByText('502 no HTTP').waitFor()
      // `POST /` of what may be shortened, and all of the end.
      expect(await page.evaluate("document.querySelector('#row-2 .id-head').clientWidth")).toBeGreaterThan(40)
      for (const row of [1, 2])
        expect(
          await page.evaluate(`(() => {
            const id = document.querySelector('#row-${row} .id')
            return id.scrollWidth <= id.clientWidth
          })()`),
        ).toBe(true)
    })

    it('shows hostile markup as text, in every field', async () => {
      const evil = '<img src=x onerror="window.hit=1"><script>window.hit=1</script>'
      const body = JSON.stringify({
        Body: {
          stkCallback: {
            MerchantRequestID: evil,
            CheckoutRequestID: evil,
            ResultCode: evil,
            ResultDesc: evil,
            [evil]: evil,
          },
        },
      })
      const headers = [['X-Evil', evil]] as const
      const answer = next(1, { reply: evil, status: 500 }).answer
      const hostile = [1, 2].map((number) => next(number, { body, headers, answer, target: `/${evil}`, from: evil }))
      const { page, complaints } = await open({
        events: [...hostile, next(3, { payment: evil, description: evil, receipt: evil, code: 0 })],
        replay: () => ({ kind: 'failed', why: evil }),
        hash: `#filter=${encodeURIComponent('onerror')}`,
      })
      for (const number of [2, 3])
        for (const view of ['e', 't', 'd']) {
          await page.locator(`#row-${number}`).click()
          await page.keyboard.press(view)
          await page.locator('#panel').waitFor()
          await expect.poll(() => page.locator('#panel').textContent()).toMatch(/\S/)
        }
      await page.keyboard.press('e')
      await page.getByText('What was seen').waitFor()
      await page.keyboard.press('r')
      await page.getByRole('button', { name: 'Send it again' }).click()
      await page.locator('dialog .result-line').waitFor()
      expect(await page.locator('img, body script, main script').count()).toBe(0)
      expect(await page.evaluate('window.hit')).toBeUndefined()
      expect(await page.locator('#row-3').textContent()).toContain('<')
      expect(complaints).toEqual([])
    })

    it('replays after one question, with fields changed, and shows the answer', async () => {
      const { page, inspector } = await open({ hash: '#event=17' })
      await page.getByRole('button', { name: 'Replay…' }).click()
      expect(inspector.replays).toEqual([])
      expect(await page.locator('dialog').textContent()).toContain('same payment again')
      await page.getByText('Change fields first').click()
      await page.getByLabel('Fields to change').fill('nonsense')
      await page.getByRole('button', { name: 'Send it again' }).click()
      await page.getByText('Line 1 is no path=value.').waitFor()
      await page.getByLabel('Fields to change').fill('Body.stkCallback.ResultCode=1032')
      await page.getByRole('button', { name: 'Send it again' }).click()
      await page.getByText('The app answered 200 after 31 ms.').waitFor()
      expect(inspector.replays).toEqual([{ number: 17, request: { set: ['Body.stkCallback.ResultCode=1032'] } }])
      await page.getByRole('button', { name: 'Close' }).click()
      await page.keyboard.press('t')
      await page.getByText('Replayed from this page').waitFor()
    })

    it('compares a delivery with the one before of the same payment, and with any other', async () => {
      const { page } = await open({ hash: '#event=20' })
      await page.getByText('What was seen').waitFor()
      await page.keyboard.press('d')
      await page.getByText('The bodies are the same').waitFor()
      expect(await page.locator('.difference.changed').first().textContent()).toMatch(/status[\s\S]*500[\s\S]*200/)
      await page.getByLabel('Compare with').selectOption('18')
      await page.getByText(/The bodies differ in \d+ places/).waitFor()
      expect(new URL(page.url()).hash).toContain('with=18')
      await page.locator('#tab-timeline').click()
      await expect.poll(() => page.locator('.timeline .step').count()).toBe(2)
      expect(await page.locator('#panel').textContent()).toContain(lostPayment)
    })

    it('shows one thing at a time on a phone, and goes back', async () => {
      const { page } = await open({}, phone)
      await page.locator('#row-20').tap()
      await page.getByText('What was seen').waitFor()
      expect(await page.locator('#list').isVisible()).toBe(false)
      await page.goBack()
      await expect.poll(() => page.locator('#list').isVisible()).toBe(true)
      await page.locator('#row-20').tap()
      await page.getByRole('button', { name: 'Back to the list' }).tap()
      await expect.poll(() => page.locator('#list').isVisible()).toBe(true)
    })

    it('copies as curl', async () => {
      const { page } = await open({ hash: '#event=20' }, { permissions: ['clipboard-read', 'clipboard-write'] })
      await page.getByText('What was seen').waitFor()
      await page.keyboard.press('c')
      await page.getByText('curl command copied').first().waitFor({ state: 'attached' })
      expect(await page.evaluate('navigator.clipboard.readText()')).toMatch(/^curl -X POST /)
    })

    it('changes its colours and remembers it', async () => {
      const { page } = await open({}, { colorScheme: 'dark' })
      const background = () => page.evaluate('getComputedStyle(document.body).backgroundColor')
      const dark = await background()
      await page.getByRole('button', { name: 'Switch to light colours' }).click()
      expect(await background()).not.toBe(dark)
      await page.reload()
      expect(await background()).not.toBe(dark)
    })

    it('scrolls and filters 10,000 events without lag', async () => {
      const many = Array.from({ length: 10_000 }, (_, index) =>
        next(index + 1, { code: index % 100 === 0 ? 1032 : 0, at: new Date(eveningEnd.getTime() + index * 1000) }),
      )
      const { page } = await open({ events: many })
      await expect.poll(() => page.locator('#found').textContent()).toBe('10,000 events')
      await page.evaluate(`
        window.tasks = []
        new PerformanceObserver((list) => tasks.push(...list.getEntries().map((task) => task.duration))).observe({ type: 'longtask' })
      `)
      const rows = await page.evaluate(`(async () => {
        const list = document.getElementById('list')
        let most = 0
        for (let step = 0; step <= 90; step++) {
          list.scrollTop = (list.scrollHeight - list.clientHeight) * step / 90
          await new Promise(requestAnimationFrame)
          await new Promise(requestAnimationFrame)
          most = Math.max(most, list.querySelectorAll('[role=option]').length)
        }
        return most
      })()`)
      expect(rows).toBeGreaterThan(10)
      expect(rows).toBeLessThan(100)
      await page.locator('#row-1').waitFor()
      await page.locator('#filter').pressSequentially('code:1032')
      await expect.poll(() => page.locator('#found').textContent()).toBe('100 of 10,000 events')
      const tasks = (await page.evaluate('tasks')) as readonly number[]
      expect(tasks.filter((ms) => ms > 200)).toEqual([])
    })
  },
)
