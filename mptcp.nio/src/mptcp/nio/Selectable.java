package mptcp.nio;

import java.nio.channels.SelectableChannel;

/** What a selector wants to know of a channel of ours. */
interface Selectable {
    Registrations registrations();

    /** Operations that would not wait, as far as the stack is concerned. Any thread, never waits. */
    default int readyOps() {
        return 0;
    }

    /** Somebody waits for these operations, which are not ready: their readiness is to be told. */
    default void awaited(int ops) {
        // the kernel tells by itself
    }

    /** The channel of the kernel that carries this one, or has its part in it; null: none, or none yet. */
    SelectableChannel kernel();
}
