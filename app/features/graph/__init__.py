"""The graph: what holds, makes and may act on what, how sure each step is, and chains of steps."""
