from services.stub import main

main("activities")
