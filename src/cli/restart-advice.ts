import type { FrameworkName } from '../core/stack.ts'

/** What makes the app read a changed env file; null where it does so by itself. */
export function restartAdvice(frameworks: readonly FrameworkName[]): string | null {
  const steps = [
    ...(frameworks.includes('Laravel') ? ['`php artisan config:clear`'] : []),
    ...(frameworks.includes('Compose') ? ['`docker compose up -d --force-recreate`'] : []),
  ]
  const reloads = frameworks.includes('Next') || frameworks.includes('Vite')
  if (steps.length === 0) return reloads ? null : 'Restart the app: it reads the env file only when it starts.'
  const others = frameworks.includes('Compose') ? '' : ', then restart the app if it keeps running between requests'
  return `For the app to see it, run ${steps.join(' and ')}${others}.`
}
