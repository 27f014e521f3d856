package mptcp.socketagent;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import mptcp.socketagent.machine.Machine;
import mptcp.socketagent.machine.Wakeup;
import mptcp.socketagent.socket.CallException;
import mptcp.socketagent.socket.Descriptors;
import mptcp.socketagent.socket.Errno;
import mptcp.socketagent.socket.PollEvents;

/**
 * The requests {@code epoll_create}, {@code epoll_ctl} and {@code epoll_wait}. Sets have numbers of their own. Level and edge
 * triggered (EPOLLET) and one-shot: an edge is told when something became true that was not when the set was last asked, or
 * when more can be read or written than then. Any thread.
 */
final class EpollSets {
    private static final int EDGE = 1 << 31;
    private static final int ONE_SHOT = 1 << 30;
    private static final long LOOK_NS = TimeUnit.MILLISECONDS.toNanos(5);
    private static final int FIRST = 1000;

    private final Machine machine;
    private final Descriptors descriptors;
    private final Map<Integer, Map<Integer, Interest>> sets = new LinkedHashMap<>(); // guarded by this

    private static final class Interest {
        int events;
        /** One-shot, and told: until the next {@code mod}. */
        boolean done;
        /** What was true, and how much could be read, when the set was last asked. */
        int told;
        long readable;
        /** How many messages the error queue had been given. */
        long messages;
    }

    EpollSets(Machine machine, Descriptors descriptors) {
        this.machine = machine;
        this.descriptors = descriptors;
    }

    synchronized void clear() {
        sets.clear();
    }

    synchronized String create() {
        int number = FIRST;
        while (sets.containsKey(number)) {
            number++;
        }
        sets.put(number, new LinkedHashMap<>());
        return "= " + number;
    }

    /** Whether this number was a set, which is closed. */
    synchronized boolean close(int number) {
        return sets.remove(number) != null;
    }

    /** {@code epoll_ctl SET add|mod|del FD EVENTS}. */
    synchronized String control(Words w) throws CallException {
        Map<Integer, Interest> set = set(w.integer());
        String what = w.next();
        int fd = w.integer();
        descriptors.get(fd);
        if (what.equals("add") == set.containsKey(fd)) {
            throw new CallException(what.equals("add") ? Errno.EEXIST : Errno.ENOENT);
        }
        if (what.equals("del")) {
            set.remove(fd);
            return "= 0";
        }
        Interest interest = new Interest();
        interest.events = (int) w.number();
        set.put(fd, interest);
        return "= 0";
    }

    private Map<Integer, Interest> set(int number) throws CallException {
        Map<Integer, Interest> set = sets.get(number);
        if (set == null) {
            throw new CallException(Errno.EBADF);
        }
        return set;
    }

    /** {@code epoll_wait SET MAX MS}: {@code = N FD:EVENTS ...}. */
    String await(Words w) throws CallException {
        int number = w.integer();
        int most = w.integer();
        long timeoutMs = w.number();
        if (most <= 0) {
            throw new CallException(Errno.EINVAL);
        }
        Wakeup wakeup = machine.wakeup();
        long start = System.nanoTime();
        while (true) {
            long seen = wakeup.events();
            StringBuilder told = new StringBuilder();
            int n = look(number, most, told);
            long left = timeoutMs < 0 ? Long.MAX_VALUE
                    : TimeUnit.MILLISECONDS.toNanos(timeoutMs) - (System.nanoTime() - start);
            if (n > 0 || left <= 0) {
                return "= " + n + told;
            }
            wakeup.await(seen, Math.min(left, LOOK_NS));
        }
    }

    private synchronized int look(int number, int most, StringBuilder told) throws CallException {
        int n = 0;
        var each = set(number).entrySet().iterator();
        while (each.hasNext() && n < most) {
            var entry = each.next();
            Interest i = entry.getValue();
            int now;
            long readable;
            long messages;
            try {
                var socket = descriptors.get(entry.getKey());
                now = socket.events() & (i.events | PollEvents.ALWAYS) & ~PollEvents.INVALID;
                readable = socket.takeable();
                messages = socket.data().stamps().messages();
            } catch (CallException e) {
                each.remove(); // closed: it leaves the set by itself
                continue;
            }
            boolean edge = (i.events & EDGE) != 0;
            boolean fresh = (now & ~i.told) != 0 || readable > i.readable || messages > i.messages;
            i.told = now;
            i.readable = readable;
            i.messages = messages;
            if (now != 0 && !i.done && (!edge || fresh)) {
                told.append(' ').append(entry.getKey()).append(':').append(now);
                n++;
                if ((i.events & ONE_SHOT) != 0) {
                    i.done = true;
                }
            }
        }
        return n;
    }
}
