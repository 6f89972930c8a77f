import { defineConfig } from 'vitest/config'

const report = process.env.TEST_REPORT

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    pool: 'threads',
    setupFiles: ['test/helpers/property-seed.ts'],
    testTimeout: 20_000,
    hookTimeout: 60_000,
    // Tests never leave this machine; proxies, CA bundles and colours of the developer's shell must not change them.
    env: { NO_PROXY: '*', NODE_EXTRA_CA_CERTS: '', NO_COLOR: '', FORCE_COLOR: '', CI: '' },
    ...(report === undefined ? {} : { reporters: ['default', ['json', { outputFile: report }]] }),
  },
})
