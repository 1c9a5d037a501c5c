"""The command line: main.py parses, each verb is a module of its own, view/ is what people see."""
