"""Text in, text out: readers and exact editors of the formats that steps work with. No I/O."""
