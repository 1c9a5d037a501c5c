"""Where resources and the journals of Promotions are kept: the Store protocol, in memory and in SQLite."""
