"""Ctrl-C and SIGTERM that somebody swallowed."""

import os
import signal
from contextlib import suppress

import gevent
import pytest

from pytest_dynamo.locust.terminal.interrupt import Interrupts, ended_in_order


def press_and_swallow():
    with suppress(KeyboardInterrupt):
        os.kill(os.getpid(), signal.SIGINT)


def test_an_interrupt_that_was_swallowed_is_raised_by_the_next_check():
    interrupts = Interrupts()
    before = signal.getsignal(signal.SIGINT)

    with suppress(KeyboardInterrupt), interrupts.heeded():
        press_and_swallow()
        with pytest.raises(KeyboardInterrupt):
            interrupts.check()

    assert signal.getsignal(signal.SIGINT) is before


def test_an_interrupt_that_nobody_checks_for_is_raised_in_the_end():
    interrupts = Interrupts()

    with pytest.raises(KeyboardInterrupt), interrupts.heeded():
        press_and_swallow()


def test_an_interrupt_that_comes_while_another_greenlet_runs_is_raised_by_who_heeds_it():
    interrupts, pressing = Interrupts(), gevent.spawn(os.kill, os.getpid(), signal.SIGINT)

    with pytest.raises(KeyboardInterrupt), interrupts.heeded():
        pressing.join(timeout=5)

    assert pressing.successful()


def test_without_an_interrupt_nothing_is_raised():
    interrupts = Interrupts()

    with interrupts.heeded():
        interrupts.check()


def test_a_sigterm_that_was_swallowed_ends_the_process_with_its_own_code():
    interrupts, before = Interrupts(), signal.getsignal(signal.SIGTERM)

    def terminate_and_swallow():
        with suppress(SystemExit):
            os.kill(os.getpid(), signal.SIGTERM)

    with pytest.raises(SystemExit) as caught, interrupts.heeded():
        terminate_and_swallow()

    assert caught.value.code == 143
    assert signal.getsignal(signal.SIGTERM) is before


def test_a_sigterm_that_comes_while_another_greenlet_runs_is_raised_in_the_main_one():
    terminating = gevent.spawn(os.kill, os.getpid(), signal.SIGTERM)

    with pytest.raises(SystemExit) as caught, ended_in_order():
        terminating.join(timeout=5)

    assert caught.value.code == 143
    assert terminating.successful()
