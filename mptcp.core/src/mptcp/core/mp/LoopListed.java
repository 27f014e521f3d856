package mptcp.core.mp;

/** A connection's places in its host's lists: kept in the connection itself, so that listing it costs no object. */
public abstract class LoopListed {
    private volatile Mpcb nextNoted;
    private boolean dirty;
    private boolean ready;

    public LoopListed() {}

    /** The next connection whose application did something; written by any thread before it is published. */
    public final Mpcb nextNoted() {
        return nextNoted;
    }

    public final void nextNoted(Mpcb next) {
        nextNoted = next;
    }

    /** Sets the mark "in the list of connections with output to run". Loop. @return whether it changed */
    public final boolean markDirty(boolean on) {
        boolean changed = dirty != on;
        dirty = on;
        return changed;
    }

    /** Sets the mark "in the list of sockets to be told". Loop. @return whether it changed */
    public final boolean markReady(boolean on) {
        boolean changed = ready != on;
        ready = on;
        return changed;
    }
}
