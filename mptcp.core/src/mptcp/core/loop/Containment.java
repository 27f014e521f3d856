package mptcp.core.loop;

import java.lang.foreign.MemorySegment;
import java.util.HashSet;
import java.util.Set;
import mptcp.api.link.IpLink;
import mptcp.api.link.PacketSink;
import mptcp.api.socket.StreamException.Reason;
import mptcp.core.mib.Mib;
import mptcp.core.mp.Mpcb;
import mptcp.core.mp.path.Subflow;
import mptcp.core.mp.policy.CallsUnderWay;
import mptcp.core.tcp.Disposition;
import mptcp.core.time.Deadline;
import mptcp.core.time.Timers;
import mptcp.core.wire.IpHeader;
import mptcp.core.wire.TcpHeader;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one place through which the loop enters the code of connections, and what runs for them. It knows whose work it is:
 * whatever is thrown there, errors of the machine included, ends that connection and nothing else; neither the loop nor the
 * connections beside it are concerned. Loop thread only.
 */
final class Containment implements Timers.Guard {
    private static final Logger LOG = LoggerFactory.getLogger(Containment.class);

    /** What the loop was doing, for the message. */
    enum Work {
        SEGMENT("a segment"),
        OPENING("an opening segment"),
        NOTE("what the application did"),
        COMMAND("a command"),
        TIMER("a timer"),
        DEFERRED("deferred work"),
        OUTPUT("output"),
        TELLING("telling the application"),
        LISTENER("telling who accepts connections"),
        MONITOR("telling a monitor"),
        LINK("a link"),
        CLOSING("closing the stack");

        private static final Work[] ALL = values();

        private final String label;

        Work(String label) {
            this.label = label;
        }

        /** What stands for it in {@link CallsUnderWay}. */
        int code() {
            return ordinal() + 1;
        }

        /** What a code stands for; others are the loop's own work. */
        static String label(int code) {
            return code >= 1 && code <= ALL.length ? ALL[code - 1].label : "its own work";
        }
    }

    private static final int MAX_SAID = 256;

    private final Host host;
    private final CallsUnderWay calls;
    private final Set<String> said = new HashSet<>();

    Containment(Host host, CallsUnderWay calls) {
        this.host = host;
        this.calls = calls;
    }

    private long enter(Object owner, Work work) {
        return calls.enter(CallsUnderWay.mark(owner instanceof Mpcb m ? m.id() : 0, work.code()));
    }

    // --- the entries

    Disposition segment(Subflow s, IpHeader ip, TcpHeader tcp, MemorySegment m, long nowNs) {
        long before = enter(s.owner(), Work.SEGMENT);
        try {
            return s.tcb().segment(ip, tcp, m, nowNs);
        } catch (Throwable t) {
            fault(s.owner(), Work.SEGMENT, t);
            return Disposition.TAKEN;
        } finally {
            calls.leave(before);
        }
    }

    /** A link that fails has nothing, and holds up neither the other links nor the rest of the turn. */
    int poll(IpLink link, PacketSink sink, int budget, long nowNs) {
        long before = enter(link, Work.LINK);
        try {
            return link.poll(sink, budget, nowNs);
        } catch (Throwable t) {
            fault(link, Work.LINK, t);
            return 0;
        } finally {
            calls.leave(before);
        }
    }

    void flush(IpLink link, long nowNs) {
        long before = enter(link, Work.LINK);
        try {
            link.flush(nowNs);
        } catch (Throwable t) {
            fault(link, Work.LINK, t);
        } finally {
            calls.leave(before);
        }
    }

    /** What other loops send by a link of this one. */
    void forward(Lane lane, long nowNs) {
        long before = enter(lane.link(), Work.LINK);
        try {
            lane.forward(nowNs);
        } catch (Throwable t) {
            fault(lane.link(), Work.LINK, t);
        } finally {
            calls.leave(before);
        }
    }

    void applicationDid(Mpcb m, long nowNs) {
        long before = enter(m, Work.NOTE);
        try {
            m.applicationDid(nowNs);
        } catch (Throwable t) {
            fault(m, Work.NOTE, t);
        } finally {
            calls.leave(before);
        }
    }

    void output(Mpcb m, long nowNs) {
        long before = enter(m, Work.OUTPUT);
        try {
            m.run(nowNs);
        } catch (Throwable t) {
            fault(m, Work.OUTPUT, t);
        } finally {
            calls.leave(before);
        }
    }

    void tell(Mpcb m) {
        long before = enter(m, Work.TELLING);
        try {
            m.socket().tell();
        } catch (Throwable t) {
            m.socket().listenerFailed();
            fault(m, Work.TELLING, t);
        } finally {
            calls.leave(before);
        }
    }

    @Override
    public void run(Deadline d, long nowNs) {
        long before = enter(d.owner(), Work.TIMER);
        try {
            d.expire(nowNs);
        } catch (Throwable t) {
            fault(d.owner(), Work.TIMER, t);
        } finally {
            calls.leave(before);
        }
    }

    /** @param owner a connection, or null */
    void run(Object owner, Work work, Runnable task) {
        long before = enter(owner, work);
        try {
            task.run();
        } catch (Throwable t) {
            fault(owner, work, t);
        } finally {
            calls.leave(before);
        }
    }

    /** For whoever waits for the outcome: a fault ends the connection and is thrown. */
    void command(Mpcb m, Runnable task) {
        long before = enter(m, Work.COMMAND);
        try {
            task.run();
        } catch (Throwable t) {
            fault(m, Work.COMMAND, t);
            throw t;
        } finally {
            calls.leave(before);
        }
    }

    // --- what becomes of a fault

    /** @param owner a connection, or whose work it was otherwise, or null */
    void fault(Object owner, Work work, Throwable cause) {
        try {
            host.counters().count(Mib.CONTAINED_FAULTS);
            if (owner instanceof Mpcb m) {
                LOG.error("{}: {} of connection {} failed; it is aborted, the others go on", host.name(), work.label, m.id(),
                        cause);
            } else {
                said(owner, work, cause);
            }
        } catch (Throwable unsaid) {
            // no memory to say it with: the connection has to end all the same
        }
        if (owner instanceof Mpcb m) {
            end(m);
        }
    }

    /** Once for each: a link or a monitor that fails may do so in every turn. */
    private void said(Object owner, Work work, Throwable cause) {
        String whose = switch (owner) {
            case null -> "";
            case IpLink l -> " for link " + l.name();
            case Listener l -> " for " + l;
            default -> " for " + owner.getClass().getName();
        };
        if (said.size() < MAX_SAID && said.add(work + whose + cause.getClass().getName())) {
            LOG.error("{}: {} failed{}; the loop goes on, and the like is only counted from now on", host.name(), work.label,
                    whose, cause);
        }
    }

    private void end(Mpcb m) {
        try {
            m.failed(Reason.ABORTED, host.nowNs());
        } catch (Throwable again) {
            abandon(m, again);
        }
    }

    /** Its own code cannot end it any more: it is taken out of the host's tables, and its application is told. */
    private void abandon(Mpcb m, Throwable cause) {
        try {
            LOG.error("{}: aborting connection {} failed too; it is taken away as it is", host.name(), m.id(), cause);
        } catch (Throwable unsaid) {
            // as above
        }
        try {
            m.abandon();
        } catch (Throwable last) {
            host.forget(m);
        }
    }
}
