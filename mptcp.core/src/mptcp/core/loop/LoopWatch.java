package mptcp.core.loop;

import java.lang.management.ManagementFactory;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import mptcp.core.mp.policy.CallsUnderWay;
import mptcp.core.mp.policy.PolicyOffer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees from outside whether a loop comes back from what it is in. A loop cannot be taken from its thread; what can be done is
 * to name the culprit, to interrupt him when he is to leave, and to tell others at once that there is no answer to wait for.
 */
final class LoopWatch {
    /** Between two looks. */
    static final int LOOK_MS = 250;
    /** Looks that find the same call. */
    private static final int LOOKS = 3;
    /** As many are enough even where the thread seems to have got no processor. */
    private static final int LOOKS_WITHOUT_PROCESSOR = 20;
    /** What a thread that is at work in a call uses in the time of {@link #LOOKS}, unless others leave it nothing. */
    private static final long AT_WORK_NS = 100_000_000;
    private static final Logger LOG = LoggerFactory.getLogger(LoopWatch.class);

    private final String host;
    private final CallsUnderWay calls;
    private final Supplier<Thread> loop;
    private final IntFunction<PolicyOffer> policies;
    private final AtomicLong times = new AtomicLong();
    private volatile Stuck stuck;
    private volatile boolean ended;
    /** What the last look found; the watchdog's own. */
    private long mark;
    private long number;
    private int looks;
    /** Processor time of the loop's thread when the call was first found. */
    private long processorNs;

    /** The loop is in this call, and was in it for some time. */
    private final class Stuck {
        private final long mark;
        private final long number;
        private final PolicyOffer policy;
        private volatile int looks;

        private Stuck(long mark, long number, int looks) {
            this.mark = mark;
            this.number = number;
            this.policy = policies.apply(CallsUnderWay.code(mark));
            this.looks = looks;
        }

        private String seconds() {
            return Math.max(1, looks * LOOK_MS / 1000) + " s";
        }

        private String where() {
            long connection = CallsUnderWay.connection(mark);
            String of = connection == 0 ? "" : " (connection " + connection + ")";
            return policy == null ? Containment.Work.label(CallsUnderWay.code(mark)) + of
                    : policy.kind().label() + " policy '" + policy.name() + "' of " + policy.provider() + of;
        }
    }

    /** @param policies whose code it is, or null if it is no policy's */
    LoopWatch(String host, CallsUnderWay calls, Supplier<Thread> loop, IntFunction<PolicyOffer> policies) {
        this.host = host;
        this.calls = calls;
        this.loop = loop;
        this.policies = policies;
    }

    // --- the watchdog's thread

    void look() {
        long m = calls.current();
        long n = calls.entered();
        Stuck before = stuck;
        if (m != 0 && m == mark && n == number) {
            looks++;
            if (before != null) {
                before.looks = looks;
            } else if (looks >= LOOKS && !waitsForProcessor()) {
                found(new Stuck(m, n, looks));
            }
            return;
        }
        mark = m;
        number = n;
        looks = 0;
        processorNs = m == 0 ? -1 : processorTime(loop.get());
        if (before != null) {
            stuck = null;
            LOG.warn("{}: the loop has come back from {} after {}", host, before.where(), before.seconds());
        }
    }

    private boolean waitsForProcessor() {
        Thread thread = loop.get();
        long now = processorTime(thread);
        return now >= 0 && processorNs >= 0 && waitsForProcessor(thread.getState(), now - processorNs, looks);
    }

    /**
     * Whether it is the machine that keeps a loop in a call: its thread could run, and has hardly. A call that waits for something is
     * told from that by its thread's state, save in native code, which is given the benefit of the doubt for some seconds.
     */
    static boolean waitsForProcessor(Thread.State state, long usedNs, int looks) {
        return state == Thread.State.RUNNABLE && usedNs < AT_WORK_NS && looks < LOOKS_WITHOUT_PROCESSOR;
    }

    /** -1 if it is not known, as that of a virtual thread. */
    private static long processorTime(Thread thread) {
        return thread == null || thread.isVirtual() ? -1 : ManagementFactory.getThreadMXBean().getThreadCpuTime(thread.threadId());
    }

    private void found(Stuck s) {
        stuck = s;
        times.incrementAndGet();
        StringBuilder stack = new StringBuilder();
        Thread thread = loop.get();
        for (StackTraceElement each : thread == null ? new StackTraceElement[0] : thread.getStackTrace()) {
            stack.append("\n\tat ").append(each);
        }
        LOG.error("{}: the loop does not come back from {}; the host stands still meanwhile, other hosts go on. {}{}", host,
                s.where(), s.policy == null ? "Closing the stack leaves it behind."
                        : "Stopping, updating or replacing the policy interrupts it; closing the stack leaves it behind.", stack);
    }

    // --- any thread

    /** There is no loop any more. */
    void end() {
        ended = true;
    }

    boolean isOver() {
        return ended;
    }

    /** How often it was found not to come back. */
    long times() {
        return times.get();
    }

    /** What the loop does not come back from, for people; null if it answers, as far as is known. */
    String stuckIn() {
        String own = ownStuck();
        Thread thread = loop.get();
        if (own != null || thread == null) {
            return own;
        }
        String beside = Watchdog.stuckOn(thread);
        return beside == null ? null : "the loop of " + host + " has to wait, since its thread is busy: " + beside;
    }

    /** Changes with each turn, and within it. */
    long turns() {
        return calls.entered();
    }

    /** What to say to whoever has waited in vain. */
    String notTurned() {
        String stuck = stuckIn();
        return stuck != null ? stuck : "nobody turns the loop of " + host
                + ": what other threads ask of a driven stack is done by its owner's next DrivenStack.turn";
    }

    /** Of this host's own doing. */
    String ownStuck() {
        Stuck s = stuck;
        return s == null || !calls.isIn(s.mark, s.number) ? null
                : "the loop of " + host + " is stuck in " + s.where() + " for " + s.seconds();
    }

    boolean isOf(Thread thread) {
        return loop.get() == thread;
    }

    /** Interrupts the loop if it is in a call of this policy; of any policy, if null. */
    void interrupt(PolicyOffer policy) {
        long m = calls.current();
        long n = calls.entered();
        PolicyOffer in = policies.apply(CallsUnderWay.code(m));
        Thread thread = loop.get();
        boolean meant = in != null && (policy == null || in.kind() == policy.kind() && in.name().equals(policy.name()));
        if (meant && thread != null && thread != Thread.currentThread() && calls.interrupt(thread, m, n)) {
            LOG.warn("{}: interrupted the loop in {} policy '{}' of {}", host, in.kind().label(), in.name(), in.provider());
        }
    }
}
