package mptcp.bench;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import mptcp.api.link.IpLink;
import mptcp.api.link.PacketSink;
import mptcp.api.link.Waiter;
import mptcp.io.sim.Hop;
import mptcp.io.sim.ImpairedLink;
import mptcp.io.sim.LinkSpec;
import mptcp.lab.Lab;
import mptcp.lab.LabPath;

/**
 * Joins the wires of a lab with {@link mptcp.lab.LabOptions#emulated}, and does to packets what specifications say: rate,
 * queue, delay and loss, the same for whoever sends, in both directions. What is lost is a function of a seed, so that two
 * stacks that are measured one after the other lose packets at the same places.
 *
 * <p>A thread of its own moves the packets; methods may be called from any.
 */
final class EmulatedWires implements AutoCloseable {
    private static final int BUDGET = 64;
    private static final long LONGEST_WAIT_NS = 100_000_000;

    private final List<Wire> wires = new ArrayList<>();
    private final ConcurrentLinkedQueue<Runnable> commands = new ConcurrentLinkedQueue<>();
    private final Waiter waiter;
    private final Thread thread;
    private volatile boolean stopping;
    private volatile Throwable failure;

    EmulatedWires(Lab lab) throws IOException {
        try {
            for (LabPath path : lab.paths()) {
                wires.add(Wire.open(lab, path));
            }
        } catch (IOException | RuntimeException e) {
            wires.forEach(Wire::close);
            throw e;
        }
        waiter = wires.getFirst().user.newWaiter();
        for (Wire wire : wires) {
            waiter.add(wire.user.pollFd());
            waiter.add(wire.kernel.pollFd());
        }
        thread = Thread.ofPlatform().daemon().name("wires").start(this::run);
    }

    /** Forgets what is on the way and makes all wires new; the n-th is as the n-th specification says, or the last. */
    void arrange(List<LinkSpec> specs, long seed) throws IOException {
        command(() -> {
            for (int i = 0; i < wires.size(); i++) {
                wires.get(i).arrange(specs.get(Math.min(i, specs.size() - 1)), seed);
            }
        });
    }

    /** Makes a wire a black hole, both ways; the ends are not told. @param path from 1 */
    void blackhole(int path) {
        wires.get(path - 1).impaired.outbound().down();
        wires.get(path - 1).impaired.inbound().down();
    }

    /** What a hop did. @param path from 1 */
    Hop hop(int path, Flow.Way way) {
        ImpairedLink wire = wires.get(path - 1).impaired;
        return way == Flow.Way.OUT ? wire.outbound() : wire.inbound();
    }

    private void command(Runnable command) throws IOException {
        CompletableFuture<Void> done = new CompletableFuture<>();
        commands.add(() -> {
            command.run();
            done.complete(null);
        });
        waiter.wake();
        try {
            while (!done.isDone() && thread.isAlive()) {
                Pause.millis(1);
            }
            if (!done.isDone()) {
                throw new IOException("the emulated wires have failed: " + failure, failure);
            }
            done.join();
        } catch (CompletionException e) {
            throw new IOException(e.getCause());
        }
    }

    private void run() {
        try {
            while (!stopping) {
                for (Runnable c = commands.poll(); c != null; c = commands.poll()) {
                    c.run();
                }
                long now = System.nanoTime();
                boolean busy = false;
                long next = Long.MAX_VALUE;
                for (Wire wire : wires) {
                    busy |= wire.turn(now);
                    next = Math.min(next, wire.nextNs());
                }
                if (!busy) {
                    waiter.await(Math.min(next - System.nanoTime(), LONGEST_WAIT_NS));
                }
            }
        } catch (RuntimeException | Error e) {
            failure = e;
        }
    }

    @Override
    public void close() {
        stopping = true;
        waiter.wake();
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        waiter.close();
        wires.forEach(Wire::close);
    }

    /** One wire: the impairments sit at the end of the kernel host. */
    private static final class Wire {
        private static final PacketSink NOWHERE = (memory, offset, length, segment, state, now) -> { };

        final IpLink user;
        final IpLink kernel;
        volatile ImpairedLink impaired;
        private final PacketSink toUser;
        private final PacketSink toKernel;

        private Wire(IpLink user, IpLink kernel) {
            this.user = user;
            this.kernel = kernel;
            toUser = (memory, offset, length, segment, state, now) -> copy(memory, offset, length, user);
            toKernel = (memory, offset, length, segment, state, now) -> copy(memory, offset, length, impaired);
            impaired = new ImpairedLink(kernel, 0, LinkSpec.IDEAL, LinkSpec.IDEAL);
        }

        static Wire open(Lab lab, LabPath path) throws IOException {
            IpLink user = path.openWire(lab.user());
            try {
                return new Wire(user, path.openWire(lab.kernel()));
            } catch (IOException | RuntimeException e) {
                user.close();
                throw e;
            }
        }

        void arrange(LinkSpec spec, long seed) {
            long now = System.nanoTime();
            while (user.poll(NOWHERE, BUDGET, now) + kernel.poll(NOWHERE, BUDGET, now) > 0) {
                continue;
            }
            impaired = new ImpairedLink(kernel, seed, spec, spec);
        }

        boolean turn(long nowNs) {
            int sent = user.poll(toKernel, BUDGET, nowNs);
            impaired.flush(nowNs);
            int received = impaired.poll(toUser, BUDGET, nowNs);
            user.flush(nowNs);
            return sent + received > 0;
        }

        long nextNs() {
            return Math.min(impaired.nextEventNs(), user.nextEventNs());
        }

        private static void copy(MemorySegment memory, long offset, int length, IpLink to) {
            long at = to.claim(length);
            if (at == IpLink.NO_ROOM) {
                return; // as a full network card drops
            }
            MemorySegment.copy(memory, offset, to.txMemory(), at, length);
            to.commit(at, length, 0, IpLink.CHECKSUM_FULL);
        }

        void close() {
            user.close();
            kernel.close();
        }
    }
}
