from services.stub import table

service = table("notify")
