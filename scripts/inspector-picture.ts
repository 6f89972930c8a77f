import { mkdirSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { chromium } from 'playwright-core'
import { createRedactor } from '../src/core/redact.ts'
import { buildPage } from '../test/helpers/built-page.ts'
import { eveningEnd, inventEvening } from '../test/helpers/inspector-evening.ts'
import { startInspector } from '../test/helpers/inspector-page.ts'

/*
 * Makes docs/inspector.png: the inspector page with an invented evening.
 * Usage: node scripts/run.mjs scripts/inspector-picture.ts [path of Chromium]
 */
const executablePath = process.argv[3] ?? '/usr/bin/chromium'
const built = await buildPage('inspector')
const inspector = await startInspector({ folder: built.folder, events: inventEvening(), mask: createRedactor().text })
const browser = await chromium.launch({ executablePath, args: process.getuid?.() === 0 ? ['--no-sandbox'] : [] })
try {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 }, colorScheme: 'light' })
  await page.clock.setFixedTime(eveningEnd)
  await page.goto(`${inspector.url}#event=17`)
  await page.getByText('What was seen').waitFor()
  await page.locator('#connection[data-state=live]').waitFor()
  mkdirSync(resolve('docs'), { recursive: true })
  writeFileSync(resolve('docs', 'inspector.png'), await page.screenshot())
} finally {
  await browser.close()
  await inspector.close()
  await built.remove()
}
