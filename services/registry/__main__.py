from services.registry.service import service
from shared.commands import main

main(service)
