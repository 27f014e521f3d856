package mptcp.core.loop;

import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Consumer;
import mptcp.core.wire.Flow;
import mptcp.core.wire.IpHeader;
import mptcp.core.wire.TcpHeader;

/**
 * The loops of one host, and the little that they share. A connection is of one loop for all its life, and everything that it
 * has is that loop's; what is here are numbers that are added up, and the pipes between loops. Any thread.
 *
 * <p>Every loop can say, without asking anybody, whose a packet is: by addresses and ports there is a <em>home</em> loop,
 * by its token a connection has a loop. Ports and keys are chosen so that both name the loop that chooses.
 */
final class LoopGroup {
    /** In longs: no two loops write into one line of the processor's caches, nor into one that is fetched along with it. */
    private static final int APART = 16;

    private final int count;
    private final long secret;
    private final Host[] loops;
    private final AtomicLong connections = new AtomicLong();
    private final AtomicInteger orphans = new AtomicInteger();
    /** What each loop said last that its connections hold; written by it alone. */
    private final AtomicLongArray memory;
    /** The same of joins. */
    private final AtomicLongArray joins;
    /** By the loop that hands over, and the one that takes; made by the former when there is something for the first time. */
    private final AtomicReferenceArray<PacketPipe> pipes;

    /** @param secret what sequence numbers, cookies and homes follow from: the same for all, as peers see one host */
    LoopGroup(int count, long secret) {
        this.count = count;
        this.secret = secret;
        this.loops = new Host[count];
        this.memory = new AtomicLongArray(count * APART);
        this.joins = new AtomicLongArray(count * APART);
        this.pipes = new AtomicReferenceArray<>(count * count);
    }

    /** Before any loop runs. */
    void add(Host loop, int index) {
        loops[index] = loop;
    }

    int count() {
        return count;
    }

    boolean single() {
        return count == 1;
    }

    Host loop(int index) {
        return loops[index];
    }

    long secret() {
        return secret;
    }

    /** Does it for every other one. */
    void others(int index, Consumer<Host> task) {
        for (int i = 0; i < count; i++) {
            if (i != index) {
                task.accept(loops[i]);
            }
        }
    }

    /** Has every other one do it, soon. */
    void tellOthers(int index, Consumer<Host> task) {
        others(index, loop -> loop.access().post(() -> task.accept(loop)));
    }

    /** A loop's part of a bound that is the host's. */
    int share(int most) {
        return (int) (((long) most + count - 1) / count);
    }

    // --- whose it is

    int home(Flow flow) {
        return count == 1 ? 0 : place(FlowHash.of(secret, flow) >>> 32);
    }

    int home(IpHeader ip, TcpHeader tcp) {
        return count == 1 ? 0 : place(FlowHash.of(secret, ip, tcp) >>> 32);
    }

    /** The loop of the connection that has this token. */
    int ofToken(int token) {
        return place(token & 0xffff_ffffL);
    }

    /** By the highest of 32 bits. */
    private int place(long bits) {
        return (int) (bits * count >>> 32);
    }

    // --- on which thread

    /** The loop that this thread runs, or -1: it runs none of them, or all. */
    int current() {
        int own = -1;
        int others = 0;
        for (int i = 0; i < count; i++) {
            boolean runs = loops[i].access().isOwner();
            own = runs && own < 0 ? i : own;
            others += runs ? 0 : 1;
        }
        return others == 0 ? -1 : own;
    }

    /**
     * As {@link Host#call(Callable)}. A loop's thread that waits for another loop does meanwhile what is asked of its own, so that
     * two may wait for one another.
     */
    <T> T call(Host loop, Callable<T> task) {
        int own = current();
        return own < 0 || loop.access().isOwner() ? loop.call(task) : loop.access().call(task, loops[own].access()::runCommands);
    }

    /** The loop of a connection, or null if there is none of this number. */
    Host of(long connection) {
        for (Host loop : loops) {
            if (call(loop, () -> loop.connection(connection) != null)) {
                return loop;
            }
        }
        return null;
    }

    // --- what is added up

    /** The number of a new connection: they are numbered in the order in which they come, whatever their loop. */
    long nextConnection() {
        return connections.incrementAndGet();
    }

    /** @return false if there are as many already */
    boolean admitOrphan(int most) {
        if (orphans.incrementAndGet() > most) {
            orphans.decrementAndGet();
            return false;
        }
        return true;
    }

    void orphanGone() {
        orphans.decrementAndGet();
    }

    int orphans() {
        return orphans.get();
    }

    /** Says what this loop's connections hold. */
    void memory(int index, long bytes) {
        memory.setOpaque(index * APART, bytes);
    }

    /** What those of the other loops hold, as these said at the end of their last turns. */
    long memoryOfOthers(int index) {
        long sum = 0;
        for (int i = 0; i < count; i++) {
            sum += i == index ? 0 : memory.getOpaque(i * APART);
        }
        return sum;
    }

    /** Says how many joins of this loop's connections are half open. */
    void joins(int index, int n) {
        joins.setOpaque(index * APART, n);
    }

    /** Those of the other loops, as these said in their last turns. */
    int joinsOfOthers(int index) {
        long sum = 0;
        for (int i = 0; i < count; i++) {
            sum += i == index ? 0 : joins.getOpaque(i * APART);
        }
        return (int) sum;
    }

    // --- packets from one to another

    /** Null: nothing was handed over yet. */
    PacketPipe pipe(int from, int to) {
        return pipes.getAcquire(from * count + to);
    }

    /** By the loop {@code from}, once. */
    PacketPipe newPipe(int from, int to, int bytes) {
        PacketPipe made = new PacketPipe(bytes);
        pipes.setRelease(from * count + to, made);
        return made;
    }
}
