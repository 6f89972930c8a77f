import type { Fix } from '../../core/finding.ts'
import { djangoFixes, djangoRestFixes } from './fixes/django.ts'
import { expressFixes } from './fixes/express.ts'
import { fastapiFixes } from './fixes/fastapi.ts'
import { fastifyFixes } from './fixes/fastify.ts'
import { flaskFixes } from './fixes/flask.ts'
import type { FixesOf } from './fixes/framework-fixes-of.ts'
import { laravelFixes } from './fixes/laravel.ts'
import { nestFixes } from './fixes/nest.ts'
import { nextFixes } from './fixes/next.ts'
import {
  aspnetFixes,
  codeigniterFixes,
  hapiFixes,
  springFixes,
  sveltekitFixes,
  viteFixes,
  webpackFixes,
} from './fixes/others.ts'
import { phpFixes } from './fixes/php.ts'
import type { Place } from './fixes/place.ts'
import { railsFixes } from './fixes/rails.ts'
import { symfonyFixes } from './fixes/symfony.ts'
import { wordpressFixes } from './fixes/wordpress.ts'
import type { Framework } from './frameworks.ts'
import type { ReplyCode } from './reply-codes.ts'

const fixes: Readonly<Record<Framework, FixesOf>> = {
  Flask: flaskFixes,
  FastAPI: fastapiFixes,
  Django: djangoFixes,
  'Django REST framework': djangoRestFixes,
  Laravel: laravelFixes,
  Symfony: symfonyFixes,
  CodeIgniter: codeigniterFixes,
  WordPress: wordpressFixes,
  PHP: phpFixes,
  Rails: railsFixes,
  'Next.js': nextFixes,
  NestJS: nestFixes,
  Fastify: fastifyFixes,
  hapi: hapiFixes,
  Express: expressFixes,
  SvelteKit: sveltekitFixes,
  Vite: viteFixes,
  'webpack-dev-server': webpackFixes,
  Spring: springFixes,
  'ASP.NET Core': aspnetFixes,
}

/** The fix in the words of the framework; undefined if none is known, where the code's general fix is printed. */
export function frameworkFix(code: ReplyCode, framework: Framework | undefined, place: Place): Fix | undefined {
  return framework === undefined ? undefined : fixes[framework][code]?.(place)
}
