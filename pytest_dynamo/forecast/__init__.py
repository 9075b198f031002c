"""At what load a design breaks, and why: computed from the design, without sending a request."""
