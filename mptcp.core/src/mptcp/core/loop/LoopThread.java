package mptcp.core.loop;

import mptcp.api.link.IpLink;
import mptcp.api.link.Waiter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Drives a host in real time: the only place in core that reads a clock. */
final class LoopThread {
    private static final Logger LOG = LoggerFactory.getLogger(LoopThread.class);

    private static final long JOIN_MS = 2_000;

    private final Host host;
    private final Thread thread;
    private volatile Waiter waiter = new ParkWaiter();

    LoopThread(Host host) {
        this.host = host;
        this.thread = Thread.ofPlatform().name(name(host)).daemon().unstarted(this::run);
    }

    private static String name(Host host) {
        return "mptcp-" + host.name() + (host.group().single() ? "" : "-" + host.self);
    }

    static long nowNs() {
        return System.nanoTime();
    }

    void start() {
        host.access().onWork(this::wake);
        host.machineClock(LoopThread::nowNs);
        host.access().ownedBy(thread); // from now on calls of other threads are commands, also before the first turn
        thread.start();
    }

    private void run() {
        while (!host.access().isClosed()) {
            Thread.interrupted(); // a policy's doing, perhaps: a thread that is interrupted cannot wait
            long now = nowNs();
            long next;
            try {
                next = host.turn(now);
            } catch (Throwable e) { // what nobody's work is: the loop itself goes on, whatever it was
                said("a turn of the loop failed; it goes on with the next", e);
                next = now;
            }
            if (next > now && !host.access().isClosed()) {
                waiter.await(next == Long.MAX_VALUE ? next : Math.max(0, next - nowNs()));
            }
        }
        waiter.close();
    }

    private void said(String what, Throwable cause) {
        try {
            LOG.error("{}: {}", host.name(), what, cause);
        } catch (Throwable unsaid) {
            // no memory to say it with
        }
    }

    void wake() {
        waiter.wake();
    }

    /** A link with a descriptor brings a waiter that can wait for it. Loop thread. */
    void linkAdded(IpLink link) {
        if (link.pollFd() < 0) {
            return;
        }
        if (waiter instanceof ParkWaiter) {
            Waiter better = link.newWaiter();
            if (better == null) {
                throw new IllegalArgumentException("link '" + link.name() + "' has a descriptor but no waiter for it");
            }
            waiter = better;
        }
        waiter.add(link.pollFd());
    }

    void linkRemoved(IpLink link) {
        if (link.pollFd() >= 0) {
            waiter.remove(link.pollFd());
        }
    }

    /** Waits for the thread of a host that has ended. @param ended else it is left to end by itself, when it can */
    void stop(boolean ended) {
        wake();
        if (ended && Thread.currentThread() != thread) {
            try {
                thread.join(JOIN_MS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
