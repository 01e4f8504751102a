from services.activities.service import service
from shared.commands import main

main(service)
