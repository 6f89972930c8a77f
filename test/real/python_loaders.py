"""Reads env files as the installed Python loaders do. Argument: python-dotenv, django-environ or python-decouple.

Gets one JSON line per file (`bytes` in Base64, `environment`) and answers with one: a list of names with their values,
or "rejected".
"""
import base64
import json
import logging
import os
import sys
import tempfile

logging.disable(logging.CRITICAL)


def read_python_dotenv(path, environment):
    from dotenv import dotenv_values

    os.environ.clear()
    os.environ.update(environment)
    return dict(dotenv_values(path))


def read_python_decouple(path, environment):
    from decouple import RepositoryEnv

    return RepositoryEnv(path).data


def read_django_environ(path, environment):
    import environ

    class FileAlone(environ.Env):
        ENVIRON = {}

    FileAlone.read_env(path)
    of_file = FileAlone.ENVIRON

    def ask(key):
        # The value itself is the file's, whatever the environment says; what it refers to is looked up in both.
        class Both(environ.Env):
            ENVIRON = {**of_file, **environment, '\0asked': of_file[key]}

        try:
            return Both()('\0asked')
        except (environ.ImproperlyConfigured, RecursionError):
            return {'raises': True}

    return {key: ask(key) for key in of_file}


READERS = {
    'python-dotenv': read_python_dotenv,
    'python-decouple': read_python_decouple,
    'django-environ': read_django_environ,
}


def main():
    read = READERS[sys.argv[1]]
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, '.env')
        for line in sys.stdin:
            request = json.loads(line)
            with open(path, 'wb') as file:
                file.write(base64.b64decode(request['bytes']))
            try:
                answer = list(read(path, request['environment']).items())
            except UnicodeDecodeError:
                answer = 'rejected'
            print(json.dumps(answer), flush=True)


main()
