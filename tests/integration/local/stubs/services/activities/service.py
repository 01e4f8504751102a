from services.stub import table

service = table("activities")
