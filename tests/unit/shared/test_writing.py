"""A transaction writes in short commands, in the order in which they were asked for."""

from unittest.mock import MagicMock

from pymongo import InsertOne

from shared.perform import CHUNK, MongoRows


def test_no_command_is_long_and_the_order_stays():
    database = MagicMock()
    operations = [InsertOne({"_id": number}) for number in range(2 * CHUNK + 1)]
    MongoRows(database, MagicMock()).write({"places": operations})
    commands = [call.args[0] for call in database["places"].bulk_write.call_args_list]
    assert [len(command) for command in commands] == [CHUNK, CHUNK, 1]
    assert [operation for command in commands for operation in command] == operations
