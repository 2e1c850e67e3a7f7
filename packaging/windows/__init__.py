"""Windows: Python's own Windows runtime, freezing, the setup program and the MSI, and proving all of it under Wine."""
