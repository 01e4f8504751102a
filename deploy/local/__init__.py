"""The local run: broker, database, gateway, simulators and the three services on one machine, by `make run`.

It is for trying, developing and testing. A district's own machines use deploy/compose or deploy/helm.
"""
