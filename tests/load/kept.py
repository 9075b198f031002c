"""A sink that keeps what clients tell it."""


class Kept:
    def __init__(self):
        self.begun = 0
        self.calls = []
        self.cut = []

    def begin(self):
        self.begun += 1

    def record(self, call):
        self.calls.append(call)

    def cut_off(self, name, started):
        self.cut.append((name, started))
