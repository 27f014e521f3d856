package mptcp.shell.demo;

import mptcp.shell.command.CommandException;

/**
 * Something that happens during the demonstration, after the step before it.
 *
 * @param fraction of the bytes that must have arrived
 * @param afterNs how long after the step before it at the latest, or {@link Long#MAX_VALUE}
 * @param action does it, and says what it did
 */
record Step(double fraction, long afterNs, Action action) {
    /** What a step does. */
    interface Action {
        String run() throws CommandException;
    }

    boolean due(double arrived, long sinceLastStepNs) {
        return arrived >= fraction || sinceLastStepNs >= afterNs;
    }
}
