package mptcp.core.loop;

import java.util.concurrent.Callable;
import mptcp.api.socket.LoopStuckException;
import mptcp.core.mp.LoopHelp;
import mptcp.core.mp.Mpcb;
import mptcp.core.mp.policy.CallsUnderWay;

/**
 * Which thread owns a host, and how others meet it: by commands that the next turn runs, and by notes of what an
 * application did with a socket. On the owner's thread, and once the host is closed, everything is done at once.
 */
final class LoopAccess {
    private static final int TURN_CODE = 63;

    private final CallsUnderWay calls;
    private final LoopWatch watch;
    private final CommandQueue commands = new CommandQueue();
    private final AppNotes notes = new AppNotes();
    private volatile Thread owner;
    private volatile Runnable wake;
    /** Both as they are without a thread of the loop's own, before it starts. */
    private volatile LoopHelp help = LoopHelp.NONE;
    private volatile TurnRight right = new TurnRight();
    private volatile boolean closed;
    /** There may be commands: a turn has nothing else to look at for them, which with many hosts is in no cache. */
    private volatile boolean asked;
    private boolean inTurn;
    /** A link is at a packet of ours: a segment is half made, and whoever sends it goes on with what it knew before. */
    private boolean inLink;
    /** Held by whoever does something after the last turn, when several threads may at once; never while there are turns. */
    private final Object afterwards = new Object();

    /** @param watch who knows whether the loop answers */
    LoopAccess(CallsUnderWay calls, LoopWatch watch) {
        this.calls = calls;
        this.watch = watch;
    }

    /** The thread of the present turn, or of the last one; null before the first. */
    Thread owner() {
        return owner;
    }

    /** Says which thread will run the turns. */
    void ownedBy(Thread thread) {
        owner = thread;
    }

    boolean isOwner() {
        Thread thread = owner;
        return thread == null || thread == Thread.currentThread();
    }

    /** @throws IllegalStateException within a turn: a policy or a listener that turns the loop it is called by would find work half done */
    void turnBegins() {
        Thread self = Thread.currentThread();
        if (owner != self) {
            owner = self;
        } else if (inTurn) {
            throw new IllegalStateException("a turn cannot begin within a turn, in a call of a policy or a listener");
        }
        inTurn = true;
        calls.enter(CallsUnderWay.mark(0, TURN_CODE));
    }

    void turnEnds() {
        inTurn = false;
        calls.leave(0);
    }

    /** What to call, on any thread, when there is something to do between two turns. */
    void onWork(Runnable hook) {
        wake = hook;
    }

    /** There is something to do. Any thread. */
    void wake() {
        Runnable hook = wake;
        if (hook != null) {
            hook.run();
        }
    }

    boolean inTurn() {
        return inTurn;
    }

    /** Whether the owner is in the middle of a segment, in a call of a link: nothing of a connection may change meanwhile. Owner's thread. */
    boolean inLink() {
        return inLink;
    }

    /** A link is called for a packet. @return what {@link #linkEnds} is to be told */
    boolean linkBegins() {
        boolean before = inLink;
        inLink = true;
        return before;
    }

    void linkEnds(boolean before) {
        inLink = before;
    }

    /** A call on the owner's thread between two turns gives the driver something to do. */
    void wakeIfOutside() {
        if (!inTurn) {
            wake();
        }
    }

    /** Runs it now, or in the next turn. */
    void post(Runnable task) {
        if (closed) {
            synchronized (afterwards) {
                task.run();
            }
            return;
        }
        if (isOwner()) {
            task.run();
            wakeIfOutside();
            return;
        }
        add(task);
    }

    /** Like {@link #call}, for what has no answer: asked for by a link in the middle of a packet, it is done soon after that. */
    void run(Runnable task) {
        if (!closed && inLink && isOwner()) {
            add(task);
            return;
        }
        call(() -> {
            task.run();
            return null;
        });
    }

    /** Like {@link #run}, for what ends something: a loop that does not answer does it when it comes back, and nobody is told. */
    void end(Runnable task) {
        try {
            run(task);
        } catch (LoopStuckException e) {
            add(task);
        }
    }

    private void add(Runnable task) {
        if (commands.add(task)) {
            asked = true;
            wake();
        } else {
            synchronized (afterwards) {
                commands.run(true, calls); // the last turn was just then
            }
        }
    }

    /**
     * Runs it now, or in the next turn and waits for that.
     *
     * @throws LoopStuckException if the loop does not come back from something; the task is not run then, unless it is that
     */
    <T> T call(Callable<T> task) {
        return call(task, null);
    }

    /** The same. {@code meanwhile}: what to do again and again while the answer is not there, or null */
    <T> T call(Callable<T> task, Runnable meanwhile) {
        if (closed) {
            synchronized (afterwards) {
                return CommandQueue.now(task);
            }
        }
        if (!isOwner()) {
            return CommandQueue.await(task, this::add, watch, meanwhile);
        }
        if (inLink) {
            throw new IllegalStateException("a link cannot ask for this while it is given a packet");
        }
        T result = CommandQueue.now(task);
        wakeIfOutside();
        return result;
    }

    /** Like {@link #call}, for what only looks: links may look in the middle of a packet, as captures do that tell why it was sent. */
    <T> T look(Callable<T> task) {
        return !closed && inLink && isOwner() ? CommandQueue.now(task) : call(task);
    }

    /** Who runs turns besides the owner, and what they have to have for it. Before the first turn. */
    void helpedBy(LoopHelp help, TurnRight right) {
        this.right = right;
        this.help = help;
    }

    LoopHelp help() {
        return help;
    }

    /** The list of those whose applications did something on other threads; who adds to it says so by {@link #noted}. */
    AppNotes notes() {
        return notes;
    }

    /** A connection was added to {@link #notes}, on another thread than the owner's, which {@code waits} for what comes of it, perhaps. */
    void noted(boolean waits) {
        if (waits && help.wanted() && help.turn()) {
            return;
        }
        help.retire();
        if (!right.ask()) {
            wake();
        }
    }

    /** Whether others left something for the next turn. */
    boolean pending() {
        return asked || !notes.isEmpty();
    }

    void runCommands() {
        if (asked) {
            asked = false; // before they are looked at: who adds one after that says so again
            commands.run(false, calls);
            if (!commands.isEmpty()) {
                asked = true;
            }
        }
    }

    boolean isClosed() {
        return closed;
    }

    /**
     * There are no more turns: from now on everything is done by whoever asks.
     *
     * @param last what is to be done before anybody else does something
     */
    void close(Runnable last) {
        synchronized (afterwards) {
            closed = true;
            commands.close(calls);
            last.run();
        }
    }
}
