package mptcp.core.mp;

import java.util.concurrent.atomic.AtomicBoolean;

/** A connection's places in its host's lists: kept in the connection itself, so that listing it costs no object. */
public abstract class LoopListed {
    private volatile Mpcb nextNoted;
    /** It is in the list of those whose application did something. Set by any thread, before it is listed; cleared by the loop. */
    private final AtomicBoolean noted = new AtomicBoolean();
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

    /** Any thread. @return whether it was not noted before, so that it is to be listed now */
    public final boolean markNoted() {
        return !noted.get() && noted.compareAndSet(false, true);
    }

    /**
     * It was taken out of the list, by the loop, which looks at what the application did after this: from here on it may be listed
     * again, so the link is read before the mark is cleared.
     *
     * @return the next one
     */
    public final Mpcb takeNoted() {
        Mpcb next = nextNoted;
        nextNoted = null;
        noted.set(false);
        return next;
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
