<?php

// Reads env files as the installed vlucas/phpdotenv does. Argument: its autoload.php.
// Gets one JSON line per file (`bytes` in Base64, `environment`) and answers with one: a list of names with
// their values, or "rejected".

declare(strict_types=1);

error_reporting(E_ALL & ~E_DEPRECATED);
require $argv[1];

use Dotenv\Dotenv;
use Dotenv\Exception\InvalidFileException;
use Dotenv\Repository\Adapter\AdapterInterface;
use Dotenv\Repository\RepositoryBuilder;
use PhpOption\None;
use PhpOption\Option;
use PhpOption\Some;

/** The environment wins over the file, as in Laravel; what the file alone says is written down beside. */
final class Recorder implements AdapterInterface
{
    public array $written = [];
    private array $variables = [];
    private array $environment;

    public function __construct(array $environment)
    {
        $this->environment = $environment;
    }

    public static function create()
    {
        return None::create();
    }

    public function read(string $name)
    {
        return Option::fromValue($this->environment[$name] ?? $this->variables[$name] ?? null);
    }

    public function write(string $name, string $value)
    {
        $this->variables[$name] = $value;
        $this->written['.' . $name] = $value;

        return true;
    }

    public function delete(string $name)
    {
        unset($this->variables[$name]);
        $this->written['.' . $name] = null;

        return true;
    }
}

$folder = sys_get_temp_dir() . '/phpdotenv-' . bin2hex(random_bytes(6));
mkdir($folder, 0700);
while (($line = fgets(STDIN)) !== false) {
    $request = json_decode($line, true);
    file_put_contents("$folder/.env", base64_decode($request['bytes']));
    $recorder = new Recorder($request['environment']);
    $repository = RepositoryBuilder::createWithNoAdapters()->addReader($recorder)->addWriter($recorder)->make();
    try {
        Dotenv::create($repository, $folder)->load();
        $answer = [];
        foreach ($recorder->written as $name => $value) {
            $answer[] = [substr((string) $name, 1), $value];
        }
    } catch (InvalidFileException $error) {
        $answer = 'rejected';
    }
    echo json_encode($answer, JSON_THROW_ON_ERROR | JSON_UNESCAPED_UNICODE | JSON_UNESCAPED_SLASHES), "\n";
}
@unlink("$folder/.env");
rmdir($folder);
