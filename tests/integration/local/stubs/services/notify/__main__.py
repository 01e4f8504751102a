from services.stub import main

main("notify")
