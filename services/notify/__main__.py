from services.notify.service import service
from shared.commands import main

main(service)
