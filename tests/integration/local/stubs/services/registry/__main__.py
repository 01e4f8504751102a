from services.stub import main

main("registry")
