"""On what terms customers may owe: what files, sales and agreements are written with, and nothing above them."""
