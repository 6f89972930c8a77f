<?php
// Every fault that a Symfony app can show to a callback, each under a path of its own. Run by record.ts with `php -S`.
require_once '/usr/share/php/Symfony/Bundle/FrameworkBundle/autoload.php';

use Symfony\Bundle\FrameworkBundle\FrameworkBundle;
use Symfony\Bundle\FrameworkBundle\Kernel\MicroKernelTrait;
use Symfony\Component\DependencyInjection\Loader\Configurator\ContainerConfigurator;
use Symfony\Component\HttpFoundation\JsonResponse;
use Symfony\Component\HttpFoundation\Request;
use Symfony\Component\HttpFoundation\Response;
use Symfony\Component\HttpKernel\Exception\AccessDeniedHttpException;
use Symfony\Component\HttpKernel\Kernel;
use Symfony\Component\Routing\Loader\Configurator\RoutingConfigurator;

class DukaKernel extends Kernel
{
    use MicroKernelTrait;

    public function registerBundles(): iterable
    {
        yield new FrameworkBundle();
    }

    public function getProjectDir(): string
    {
        return getenv('SYMFONY_PROJECT');
    }

    protected function configureContainer(ContainerConfigurator $container): void
    {
        $hosts = getenv('MODE') === 'hosts' ? ['^duka\.invalid$'] : [];
        $container->extension('framework', ['secret' => 'not-a-secret', 'trusted_hosts' => $hosts]);
    }

    protected function configureRoutes(RoutingConfigurator $routes): void
    {
        $routes->add('get-only', '/mpesa/get-only')->controller([$this, 'accept'])->methods(['GET']);
        $routes->add('slash', '/mpesa/slash/')->controller([$this, 'accept']);
        foreach (['crash', 'form', 'metadata', 'forbidden', 'json', 'empty', 'text'] as $name) {
            $action = $name === 'json' ? 'accept' : ($name === 'empty' ? 'nothing' : $name);
            $routes->add($name, "/mpesa/$name")->controller([$this, $action])->methods(['POST']);
        }
    }

    public function accept(): Response
    {
        return new JsonResponse(['ResultCode' => 0, 'ResultDesc' => 'Accepted']);
    }

    public function crash(): Response
    {
        throw new \RuntimeException('relation orders does not exist');
    }

    public function form(Request $request): Response
    {
        return new JsonResponse($request->request->all()['Body']);
    }

    public function metadata(Request $request): Response
    {
        return new JsonResponse($request->toArray()['Body']['stkCallback']['CallbackMetadata']);
    }

    public function forbidden(): Response
    {
        throw new AccessDeniedHttpException('Access Denied.');
    }

    public function nothing(): Response
    {
        return new Response();
    }

    public function text(): Response
    {
        return new Response('OK');
    }
}

$debug = getenv('MODE') === 'debug';
if ($debug) {
    \Symfony\Component\ErrorHandler\Debug::enable();
}
$kernel = new DukaKernel($debug ? 'dev' : 'prod', $debug);
$request = Request::createFromGlobals();
$response = $kernel->handle($request);
$response->send();
$kernel->terminate($request, $response);
