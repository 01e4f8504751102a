"""`python -m deploy.local.story` tells the demo's story once, into the running stack, and keeps its accounts.

deploy.local.demo offers `load(environments, say)`. `environments` gives the settings of each service by its name, as
shared/settings.py takes them; `say` shows a line of progress. It returns the accounts that people may try, each with
role, account, password, first (what to try first) and page (where that is).
"""

from importlib import import_module

from deploy.local.settings import SERVICES, local_settings, plain_refusal
from deploy.local.stack import running_stack
from deploy.local.welcome import say


def main() -> None:
    with plain_refusal("The demo was not loaded"):
        stack = running_stack(local_settings())
        stack.data.write("demo.begun", True)
        load = import_module("deploy.local.demo").load
        accounts = load({service: stack.environment(service) for service in SERVICES}, say)
        stack.data.write("demo.json", [dict(account) for account in accounts])


if __name__ == "__main__":
    main()
