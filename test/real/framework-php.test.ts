import { describe } from 'vitest'
import { canRun, callbackPath as path, proveFixes } from './framework-app.ts'

const hasPhp = canRun('php', '--version')
const runner = {
  start: [
    'php',
    '-d',
    'display_errors=1',
    '-d',
    'html_errors=0',
    '-d',
    'error_reporting=-1',
    '-S',
    '127.0.0.1:PORT',
    'router.php',
  ],
}
const accept =
  "header('Content-Type: application/json'); echo json_encode(['ResultCode' => 0, 'ResultDesc' => 'Accepted']);"
const script = (first: string, body: string) => ({ 'router.php': `<?php\n${first}\n${body}\n` })

describe.skipIf(!hasPhp)(`fixes for PHP${hasPhp ? '' : ' (skipped: no php-cli)'}`, () => {
  proveFixes(runner, [
    {
      what: 'warnings before the acknowledgement',
      code: 'app/noisy-reply',
      app: (lines) => script(lines ?? '', `$amount = $orders['amount'];\n${accept}`),
    },
    {
      what: 'a script that reads the form and goes on',
      code: 'app/body-not-parsed',
      app: (lines) => script('', `${lines ?? "$callback = $_POST['Body']['stkCallback'];"}\n${accept}`),
    },
    {
      what: 'a script that looks for the callback in the wrong place of the JSON',
      code: 'app/body-not-parsed',
      app: (lines) =>
        script(
          '',
          `${lines ?? "$callback = json_decode(file_get_contents('php://input'), true)['stkCallback'];"}\n${accept}`,
        ),
    },
    {
      what: 'a script that reads metadata and goes on',
      code: 'handler/crashes',
      app: (lines) =>
        script(
          "$callback = json_decode(file_get_contents('php://input'), true)['Body']['stkCallback'];",
          `${lines ?? "$items = $callback['CallbackMetadata']['Item'];"}\n${accept}`,
        ),
    },
    {
      what: 'a page in place of an acknowledgement',
      code: 'app/html-reply',
      app: (lines) => script(lines ?? "echo '<html><body>Asante</body></html>';", ''),
    },
    {
      what: 'a handler that reads the form',
      code: 'app/body-not-parsed',
      app: (lines) =>
        script(
          'set_error_handler(function ($level, $message) { http_response_code(500); echo $message, " in /srv/pay.php on line 1"; exit; });',
          `${lines ?? "$callback = $_POST['Body']['stkCallback'];"}\n${accept}`,
        ),
    },
  ])
})

const kernel = '/usr/share/php/Symfony/Bundle/FrameworkBundle/autoload.php'
const symfony = (attributes: string, action: string, debug = false) => ({
  'router.php': `<?php
require_once '${kernel}';
use Symfony\\Bundle\\FrameworkBundle\\FrameworkBundle;
use Symfony\\Bundle\\FrameworkBundle\\Kernel\\MicroKernelTrait;
use Symfony\\Component\\DependencyInjection\\Loader\\Configurator\\ContainerConfigurator;
use Symfony\\Component\\HttpFoundation\\JsonResponse;
use Symfony\\Component\\HttpFoundation\\Request;
use Symfony\\Component\\HttpFoundation\\Response;
use Symfony\\Component\\HttpKernel\\Kernel;
use Symfony\\Component\\Routing\\Annotation\\Route;
use Symfony\\Component\\Routing\\Loader\\Configurator\\RoutingConfigurator;
class Duka extends Kernel {
    use MicroKernelTrait;
    public function registerBundles(): iterable { yield new FrameworkBundle(); }
    public function getProjectDir(): string { return __DIR__; }
    protected function configureContainer(ContainerConfigurator $container): void {
        $container->extension('framework', ['secret' => 'not-a-secret', 'http_method_override' => false]);
    }
    protected function configureRoutes(RoutingConfigurator $routes): void {
        foreach ((new ReflectionMethod($this, 'callback'))->getAttributes() as $attribute) {
            $route = $attribute->newInstance();
            $routes->add('callback', $route->getPath())->controller([$this, 'callback'])->methods($route->getMethods());
        }
    }
    ${attributes}
    public function callback(Request $request): Response {
        ${action}
    }
}
$kernel = new Duka(${debug ? "'dev', true" : "'prod', false"});
$kernel->handle(Request::createFromGlobals())->send();
`,
})
const json = "return new JsonResponse(['ResultCode' => 0, 'ResultDesc' => 'Accepted']);"
const hasSymfony = hasPhp && canRun('php', '-r', `exit(is_file('${kernel}') ? 0 : 1);`)

describe.skipIf(!hasSymfony)(
  `fixes for Symfony${hasSymfony ? '' : ' (skipped: no php-symfony-framework-bundle)'}`,
  () => {
    proveFixes({ start: ['php', '-S', '127.0.0.1:PORT', 'router.php'] }, [
      {
        what: 'a route for GET only',
        code: 'app/method-not-allowed',
        app: (route) => symfony(route ?? `#[Route('${path}', methods: ['GET'])]`, json),
      },
      {
        what: 'no route',
        code: 'app/route-not-found',
        app: (route) => symfony(route ?? "#[Route('/other', methods: ['POST'])]", json),
      },
    ])
  },
)
