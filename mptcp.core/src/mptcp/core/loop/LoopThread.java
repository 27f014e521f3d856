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
    private final TurnRight right = new TurnRight();
    private final CallerTurns callers;
    private final LoopSleep sleep;
    /** When the thread wakes by itself, at the latest, once it sleeps. Written by it before it gives the right back. */
    private volatile long sleepsUntil = Long.MIN_VALUE;

    LoopThread(Host host) {
        this.host = host;
        this.callers = new CallerTurns(host, this, right);
        this.thread = Thread.ofPlatform().name(name(host)).daemon().unstarted(this::run);
        this.sleep = new LoopSleep(thread);
    }

    private static String name(Host host) {
        return "mptcp-" + host.name() + (host.group().single() ? "" : "-" + host.self);
    }

    static long nowNs() {
        return System.nanoTime();
    }

    void start() {
        host.access().onWork(this::wake);
        host.access().helpedBy(callers, right);
        host.machineClock(LoopThread::nowNs);
        host.access().ownedBy(thread); // from now on calls of other threads are commands, also before the first turn
        thread.start();
    }

    private void run() {
        CallerTurns.loopBegins();
        while (!host.access().isClosed()) {
            Thread.interrupted(); // a policy's doing, perhaps: a thread that is interrupted cannot wait
            if (!right.take()) {
                right.awaitFree();
                continue;
            }
            sleep.isAwake();
            long due = turn();
            sleepsUntil = due;
            boolean asked = right.give();
            if (!asked && due != Long.MIN_VALUE && !host.access().isClosed()) {
                sleep.until(due, callers::looksNs);
            }
        }
        callers.end();
        sleep.waiter().close();
    }

    /** By whoever has the right. @return when the next turn is due; {@link Long#MIN_VALUE}: at once */
    long turn() {
        long now = nowNs();
        try {
            long next = host.turn(now);
            return next > now ? next : Long.MIN_VALUE;
        } catch (Throwable e) { // what nobody's work is: the loop itself goes on, whatever it was
            said("a turn of the loop failed; it goes on with the next", e);
            return Long.MIN_VALUE;
        }
    }

    /** Another thread ran a turn and gave the right back: the next one is due then. */
    void dueBy(long due) {
        if (due < sleepsUntil) {
            wake();
        }
    }

    Thread thread() {
        return thread;
    }

    private void said(String what, Throwable cause) {
        try {
            LOG.error("{}: {}", host.name(), what, cause);
        } catch (Throwable unsaid) {
            // no memory to say it with
        }
    }

    void wake() {
        sleep.wake();
    }

    /** Any thread: nobody looks after the links in place of this one, perhaps. */
    void look() {
        sleep.look();
    }

    /** A link with a descriptor brings waiters that can wait for it. Loop thread. */
    void linkAdded(IpLink link) {
        if (link.pollFd() < 0) {
            return;
        }
        if (sleep.waiter() instanceof ParkWaiter) {
            Waiter better = link.newWaiter();
            if (better == null) {
                throw new IllegalArgumentException("link '" + link.name() + "' has a descriptor but no waiter for it");
            }
            sleep.waiter(better);
            callers.waiter(link.newWaiter());
        }
        callers.waiter().add(link.pollFd()); // before the other: those who are told alone are told in this order
        sleep.waiter().add(link.pollFd());
    }

    void linkRemoved(IpLink link) {
        if (link.pollFd() >= 0) {
            callers.waiter().remove(link.pollFd());
            sleep.waiter().remove(link.pollFd());
        }
    }

    /** Ends the thread of a host that ends. @param waits for its end; else it is left to end by itself, when it can */
    void stop(boolean waits) {
        wake();
        if (waits && Thread.currentThread() != thread) {
            try {
                thread.join(JOIN_MS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
