package mptcp.core.stress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.List;
import mptcp.api.address.LinkAddress;
import mptcp.api.socket.DrivenStack;
import mptcp.api.socket.SocketConfig;
import mptcp.api.socket.StackConfig;
import mptcp.api.socket.StreamException;
import mptcp.api.socket.StreamListener;
import mptcp.api.socket.StreamSocket;
import mptcp.core.loop.Stacks;
import mptcp.io.sim.DirectLink;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LLL_Result;

/**
 * An application uses a connection that is closed, aborted, or taken away with its stack at the same time: it gets bytes
 * that are right, or is told, and no memory stays behind.
 */
final class SocketStress {
    private static final int BYTES = 5000;
    private static final int PORT = 7000;
    private static final long LATER_NS = 300_000_000_000L;

    private SocketStress() {}

    /** Two stacks without threads; the client has something to read. */
    @State
    public static class Connection {
        final DrivenStack near = new Stacks().createDriven(StackConfig.builder("near").build());
        final DrivenStack far = new Stacks().createDriven(StackConfig.builder("far").build());
        final StreamSocket client;
        final StreamSocket server;
        private long nowNs = 1;
        private volatile boolean applicationDone;

        Connection() {
            this(0);
        }

        /** @param bytes that the client has written already, so that its ring is there */
        Connection(int bytes) {
            DirectLink.Pair pair = DirectLink.pair("path", "path", 1500, 1 << 18);
            near.addLink(pair.a(), List.of(LinkAddress.of("10.0.0.1/24")));
            far.addLink(pair.b(), List.of(LinkAddress.of("10.0.0.2/24")));
            InetSocketAddress there = new InetSocketAddress("10.0.0.2", PORT);
            try (StreamListener listener = far.listen(there, SocketConfig.DEFAULT, null)) {
                client = near.connect(null, there, SocketConfig.DEFAULT, null);
                turns();
                server = listener.tryAccept();
                server.tryWrite(Memory.bytes(0, BYTES));
                turns();
                client.tryWrite(Memory.bytes(0, bytes));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            handOver();
        }

        /** The thread that made the stacks may be an actor's: it must not be taken for the loop. */
        private void handOver() {
            Thread other = new Thread(() -> {
                near.turn(nowNs);
                far.turn(nowNs);
            });
            other.start();
            try {
                other.join();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }

        /** Whoever calls this is the loop. */
        final void turns() {
            for (int i = 0; i < 20; i++) {
                near.turn(nowNs);
                far.turn(nowNs);
            }
        }

        /** What the application may ask of the loop is answered. */
        final void turnsUntilDone() {
            while (!applicationDone) {
                turns();
            }
        }

        final void reads(LLL_Result r) {
            ByteBuffer target = ByteBuffer.allocate(BYTES);
            r.r1 = outcome(() -> client.tryRead(target), target);
        }

        final void peeks(LLL_Result r) {
            ByteBuffer target = ByteBuffer.allocate(BYTES);
            r.r1 = outcome(() -> client.tryPeek(target, 0), target);
        }

        final void writes(LLL_Result r) {
            r.r1 = outcome(() -> client.tryWrite(Memory.bytes(0, BYTES)), ByteBuffer.allocate(0));
        }

        private interface Call {
            int run() throws IOException;
        }

        private String outcome(Call call, ByteBuffer target) {
            try {
                int n = call.run();
                return !Memory.right(0, target) ? "wrong" : n > 0 ? "bytes" : n == 0 ? "none" : "end";
            } catch (StreamException e) {
                return "told";
            } catch (IOException | RuntimeException e) {
                return e.toString();
            } finally {
                applicationDone = true;
            }
        }

        /** Both ends are closed, and forgotten; nothing may be left. */
        final void end(LLL_Result r) {
            turns();
            server.close();
            client.close();
            turns();
            nowNs += LATER_NS;
            turns();
            long held = near.inspector().memory().heldBytes() + far.inspector().memory().heldBytes();
            r.r3 = held == 0 ? "nothing" : held + " bytes";
            near.close();
            far.close();
        }

        /** The near stack is closed already. */
        final void endOfFar(LLL_Result r) {
            String after = outcome(() -> client.tryRead(ByteBuffer.allocate(BYTES)), ByteBuffer.allocate(0));
            r.r3 = after;
            far.turn(nowNs); // whose loop is here
            far.close();
        }
    }

    @JCStressTest
    @Outcome(id = "(bytes|none|told), closed, nothing", expect = ACCEPTABLE, desc = "read, or told")
    @State
    public static class ReadWhileClosing extends Connection {
        @Actor
        public void application(LLL_Result r) {
            reads(r);
        }

        @Actor
        public void loop(LLL_Result r) {
            turns();
            client.close();
            r.r2 = "closed";
            turnsUntilDone();
        }

        @Arbiter
        public void after(LLL_Result r) {
            end(r);
        }
    }

    @JCStressTest
    @Outcome(id = "(bytes|none|told), closed, nothing", expect = ACCEPTABLE, desc = "looked at, or told")
    @State
    public static class PeekWhileClosing extends Connection {
        @Actor
        public void application(LLL_Result r) {
            peeks(r);
        }

        @Actor
        public void loop(LLL_Result r) {
            turns();
            client.close();
            r.r2 = "closed";
            turnsUntilDone();
        }

        @Arbiter
        public void after(LLL_Result r) {
            end(r);
        }
    }

    @JCStressTest
    @Outcome(id = "(bytes|none|told), aborted, nothing", expect = ACCEPTABLE, desc = "written, or told")
    @State
    public static class WriteWhileAborting extends Connection {
        @Actor
        public void application(LLL_Result r) {
            writes(r);
        }

        @Actor
        public void loop(LLL_Result r) {
            turns();
            client.abort();
            r.r2 = "aborted";
            turnsUntilDone();
        }

        @Arbiter
        public void after(LLL_Result r) {
            end(r);
        }
    }

    @JCStressTest
    @Outcome(id = "(bytes|none|told), reset, nothing", expect = ACCEPTABLE, desc = "written, or told")
    @State
    public static class WriteWhileThePeerResets extends Connection {
        @Actor
        public void application(LLL_Result r) {
            writes(r);
        }

        @Actor
        public void loop(LLL_Result r) {
            turns();
            server.abort();
            r.r2 = "reset";
            turnsUntilDone();
        }

        @Arbiter
        public void after(LLL_Result r) {
            end(r);
        }
    }

    @JCStressTest
    @Outcome(id = "(bytes|none|end), shut, nothing", expect = ACCEPTABLE, desc = "read, or at the end")
    @State
    public static class ReadWhileShuttingInput extends Connection {
        @Actor
        public void application(LLL_Result r) {
            reads(r);
        }

        @Actor
        public void loop(LLL_Result r) {
            turns();
            client.shutdownInput();
            turnsUntilDone();
            r.r2 = client.available() == 0 ? "shut" : client.available() + " left";
        }

        @Arbiter
        public void after(LLL_Result r) {
            end(r);
        }
    }

    @JCStressTest
    @Outcome(id = "(bytes|none|told), closed, (told|end)", expect = ACCEPTABLE, desc = "read, or told")
    @State
    public static class ReadWhileTheStackCloses extends Connection {
        @Actor
        public void application(LLL_Result r) {
            reads(r);
        }

        @Actor
        public void loop(LLL_Result r) {
            turns();
            near.close();
            r.r2 = "closed";
        }

        @Arbiter
        public void after(LLL_Result r) {
            endOfFar(r);
        }
    }

    @JCStressTest
    @Outcome(id = "(bytes|none|told), closed, told", expect = ACCEPTABLE, desc = "written, or told")
    @State
    public static class WriteWhileTheStackCloses extends Connection {
        @Actor
        public void application(LLL_Result r) {
            writes(r);
        }

        @Actor
        public void loop(LLL_Result r) {
            turns();
            near.close();
            r.r2 = "closed";
        }

        @Arbiter
        public void after(LLL_Result r) {
            endOfFar(r);
        }
    }

    /** What both did is seen by the loop: the bytes leave, and the peer learns that there is room again. */
    @JCStressTest
    @Outcome(id = "bytes, 5000, nothing", expect = ACCEPTABLE, desc = "all arrives")
    @State
    public static class ReadAndWriteAtOnce extends Connection {
        public ReadAndWriteAtOnce() {
            super(1); // a write asks nothing of the loop, which nobody turns
        }

        @Actor
        public void reader(LLL_Result r) {
            reads(r);
        }

        @Actor
        public void writer(LLL_Result r) {
            try {
                r.r2 = client.tryWrite(Memory.bytes(1, 1000));
            } catch (IOException | RuntimeException e) {
                r.r2 = e;
            }
        }

        @Arbiter
        public void after(LLL_Result r) {
            turns();
            try {
                ByteBuffer target = ByteBuffer.allocate(BYTES);
                server.tryRead(target);
                boolean all = target.position() == 1 + (int) r.r2 && Memory.right(0, target);
                r.r2 = all ? BYTES : target.position() + " arrived";
            } catch (IOException | RuntimeException e) {
                r.r2 = e;
            }
            end(r);
        }
    }
}
