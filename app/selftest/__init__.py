"""The program proves itself where it is installed: `counterbook self-test`. Uses every layer and is used by none."""
