// Every fault that a Nest app can show to a callback, each under a path of its own. Run by record.ts.
// Decorators are called as functions, which is what compilers make of them.
import process from 'node:process'
import { requirePackage } from './packages.mjs'

requirePackage('reflect-metadata')
const { NestFactory } = requirePackage('@nestjs/core')
const common = requirePackage('@nestjs/common')
const { ThrottlerGuard, ThrottlerModule } = requirePackage('@nestjs/throttler')
const { Body, Controller, Get, HttpCode, Module, Post, UseGuards, ForbiddenException, BadRequestException } = common

const accept = () => ({ ResultCode: 0, ResultDesc: 'Accepted' })

class MpesaController {
  'get-only'() {
    return accept()
  }
  'no-parser'(body) {
    return { paid: body.Body.stkCallback }
  }
  metadata(body) {
    return { paid: body.Body.stkCallback.CallbackMetadata.Item }
  }
  crash() {
    throw new Error('relation "orders" does not exist')
  }
  guarded() {
    return accept()
  }
  unauthorized() {
    throw new common.UnauthorizedException()
  }
  forbidden() {
    throw new ForbiddenException()
  }
  validated() {
    throw new BadRequestException(['property Body should not exist', 'CallbackMetadata must be an object'])
  }
  limited() {
    return accept()
  }
  json() {
    return accept()
  }
  empty() {}
  text() {
    return 'OK'
  }
}

const target = MpesaController.prototype
for (const name of Object.getOwnPropertyNames(target).filter((key) => key !== 'constructor')) {
  const descriptor = Object.getOwnPropertyDescriptor(target, name)
  const method = name === 'get-only' ? Get : Post
  method(name)(target, name, descriptor)
  HttpCode(200)(target, name, descriptor)
  if (name === 'guarded') UseGuards({ canActivate: () => false })(target, name, descriptor)
  if (name === 'limited') UseGuards(ThrottlerGuard)(target, name, descriptor)
}
for (const name of ['no-parser', 'metadata']) Body()(target, name, 0)
Controller('mpesa')(MpesaController)

class AppModule {}
Module({
  imports: [ThrottlerModule.forRoot([{ ttl: 60_000, limit: 1 }])],
  controllers: [MpesaController],
})(AppModule)

const app = await NestFactory.create(AppModule, { logger: false, bodyParser: process.env.MODE !== 'no-parser' })
await app.listen(Number(process.argv[2]), '127.0.0.1')
