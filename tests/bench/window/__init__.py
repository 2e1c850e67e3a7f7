"""Programs to be started anew: our window and a bare one, telling how soon they are there and how they run."""
