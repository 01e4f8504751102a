"""The servers under the system, each reached through a proxy: three Kafka nodes and the Rust database, or the wheels'
broker and database."""

import shutil
from pathlib import Path

from tests.chaos.proxy import Proxy
from tests.database_rust import RustDatabase, build
from tests.servers import HERE, Broker, Database, Kafka, Tansu, free_port, new_cluster_id

NODES = 3


class Node(Kafka):
    """One of several nodes, each broker and controller. `peers`: all of them, itself too, once they are known."""

    def __init__(self, directory: Path, number: int) -> None:
        super().__init__(directory)
        self.number, self.internal_port, self.peers = number, free_port(), [self]

    def settings_text(self) -> str:
        text = (HERE / "kafka" / "node.properties").read_text()
        voters = ",".join(f"{node.number}@127.0.0.1:{node.controller_port}" for node in self.peers)
        return text.format(id=self.number, voters=voters, port=self.port, advertised=self.advertised,
                           internal_port=self.internal_port, controller_port=self.controller_port, data=self.data)


class Brokers:
    """One cluster. `replication`: what its topics are to have."""

    def __init__(self, nodes: list[Broker]) -> None:
        self.nodes, self.replication = nodes, len(nodes)
        self.proxies = [Proxy(node.port) for node in nodes]
        for node, proxy in zip(nodes, self.proxies, strict=True):
            node.advertised = proxy.port
        self._found()

    @property
    def bootstrap(self) -> str:
        return ",".join(node.bootstrap for node in self.nodes)

    def start(self) -> None:
        """All together: none answers before most of them run."""
        for node in self.nodes:
            node.launch()
        for node in self.nodes:
            node.await_start()

    def destroy(self) -> None:
        """Every node killed, and what they had written is gone."""
        for node in self.nodes:
            node.kill()
        for node in self.nodes:
            if isinstance(node, Kafka):
                shutil.rmtree(node.data)
        self._found()

    def stop(self) -> None:
        for node in self.nodes:
            node.kill()  # nobody needs their data any more

    def _found(self) -> None:
        cluster = new_cluster_id()
        for node in self.nodes:
            node.cluster_id = cluster


def kafka(folder: Path) -> Brokers:
    nodes = [Node(folder / f"kafka-{number}", number) for number in range(1, NODES + 1)]
    for node in nodes:
        node.peers = nodes
    return Brokers(list(nodes))


def tansu(folder: Path) -> Brokers:
    """Its log is in memory: each death of it is the loss of a cluster."""
    return Brokers([Tansu(folder / "broker")])


def rust(folder: Path) -> Database:
    build()
    return RustDatabase(folder / "database")
