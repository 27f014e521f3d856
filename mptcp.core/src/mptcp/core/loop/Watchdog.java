package mptcp.core.loop;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at all loops of the process again and again, on a daemon thread of its own that exists while there are any. It counts
 * looks and reads no clock, so that a process that was suspended finds nothing. Any thread.
 */
final class Watchdog {
    private static final Logger LOG = LoggerFactory.getLogger(Watchdog.class);
    private static final Watchdog OF_PROCESS = new Watchdog();
    /** The thread ends when it found nothing to watch so often. */
    private static final int IDLE_LOOKS = 8;

    /** Stacks that are driven may be dropped without being closed. Guarded by this. */
    private final List<WeakReference<LoopWatch>> loops = new ArrayList<>();
    private Thread thread;

    private Watchdog() {}

    /** From now on until it is over, or nobody has it any more. */
    static void watch(LoopWatch loop) {
        OF_PROCESS.add(loop);
    }

    /** What a loop of this thread does not come back from, or null: a thread may drive several hosts. */
    static String stuckOn(Thread thread) {
        for (LoopWatch each : OF_PROCESS.watched()) {
            String own = each.isOf(thread) ? each.ownStuck() : null;
            if (own != null) {
                return own;
            }
        }
        return null;
    }

    private synchronized void add(LoopWatch loop) {
        loops.add(new WeakReference<>(loop));
        if (thread == null) {
            thread = Thread.ofPlatform().name("mptcp-watchdog").daemon().unstarted(this::run);
            thread.start();
        }
    }

    private synchronized List<LoopWatch> watched() {
        List<LoopWatch> found = new ArrayList<>();
        loops.removeIf(each -> {
            LoopWatch loop = each.get();
            return loop == null || loop.isOver() || !found.add(loop);
        });
        return found;
    }

    private void run() {
        CountDownLatch never = new CountDownLatch(1);
        int idle = 0;
        while (!isOver(idle)) {
            try {
                never.await(LoopWatch.LOOK_MS, TimeUnit.MILLISECONDS);
            } catch (InterruptedException e) {
                continue; // nobody has a reason to
            }
            List<LoopWatch> watched = watched();
            idle = watched.isEmpty() ? idle + 1 : 0;
            watched.forEach(Watchdog::look);
        }
    }

    private synchronized boolean isOver(int idle) {
        if (idle < IDLE_LOOKS || !loops.isEmpty()) {
            return false;
        }
        thread = null;
        return true;
    }

    private static void look(LoopWatch loop) {
        try {
            loop.look();
        } catch (Throwable t) {
            LOG.error("a loop could not be looked at", t);
        }
    }
}
