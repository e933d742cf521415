"""The commands: parse, call one operation or query, print a readable table or JSON, end with a clear exit code."""
