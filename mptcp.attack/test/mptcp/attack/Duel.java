package mptcp.attack;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.Consumer;
import mptcp.api.address.LinkAddress;
import mptcp.api.socket.DrivenStack;
import mptcp.api.socket.SocketConfig;
import mptcp.api.socket.StackConfig;
import mptcp.api.socket.StreamListener;
import mptcp.api.socket.StreamSocket;
import mptcp.io.sim.pattern.Pattern;
import mptcp.testkit.ScriptEntropy;
import mptcp.testkit.ScriptLink;

/**
 * Two stacks that talk over paths of 10 ms which an attacker owns: every packet passes through him. In virtual time; the same
 * attacker makes the same run. One thread.
 */
final class Duel implements AutoCloseable {
    static final long DELAY_NS = 10_000_000;
    private static final int CHUNK = 4096;
    private static int count;

    private final Side client = new Side("10.0.1.2/24", "10.0.2.2/24");
    private final Side server = new Side("10.0.1.1/24", "10.0.2.1/24");
    private final PriorityQueue<Flight> flights = new PriorityQueue<>();
    private final Attacker attacker;
    private final int bytes;
    private final List<String> wrong = new ArrayList<>();
    private StreamListener listener;
    private long nowNs = 1_000_000_000;
    private long sequence;

    /** Who owns the paths. */
    @FunctionalInterface
    interface Attacker {
        /**
         * Takes a packet.
         *
         * @param toServer its direction
         * @param number of the packet in its direction, from 0
         * @return what goes on in its place, in order; null: nothing
         */
        byte[][] passes(boolean toServer, int number, byte[] packet);
    }

    private record Flight(long atNs, long order, Side to, byte[] packet) implements Comparable<Flight> {
        @Override
        public int compareTo(Flight other) {
            return atNs != other.atNs ? Long.compare(atNs, other.atNs) : Long.compare(order, other.order);
        }
    }

    /** One end. */
    private final class Side {
        final String first;
        final String second;
        final ScriptLink one = new ScriptLink("one", 1500, (p, now) -> sent(this, p));
        DrivenStack stack;
        StreamSocket socket;
        int number;
        long written;
        long read;
        boolean shut;
        boolean ended;
        IOException failure;
        long dueNs;

        Side(String first, String second) {
            this.first = first;
            this.second = second;
        }
    }

    Duel(Consumer<StackConfig.Builder> settings, int bytes, Attacker attacker) {
        this.attacker = attacker;
        this.bytes = bytes;
        LoopLog.takeErrors();
        for (Side s : List.of(client, server)) {
            StackConfig.Builder b = StackConfig.builder("duel-" + ++count).entropy(new ScriptEntropy(s == client ? 1 : 2));
            settings.accept(b);
            s.stack = Target.FACTORY.createDriven(b.build());
            s.stack.addLink(s.one, List.of(LinkAddress.of(s.first), LinkAddress.of(s.second)));
        }
    }

    private void sent(Side from, byte[] packet) {
        byte[][] instead = attacker.passes(from == client, from.number++, packet);
        if (instead != null) {
            for (byte[] each : instead) {
                flights.add(new Flight(nowNs + DELAY_NS, sequence++, from == client ? server : client, each));
            }
        }
    }

    /** Both send their bytes and end. @return what became of it; the first word is done, ended, deserted, stuck or wrong */
    String run(long limitNs) throws IOException {
        client.stack.turn(nowNs);
        server.stack.turn(nowNs); // so that they know what time it is
        listener = server.stack.listen(new InetSocketAddress("10.0.1.1", 80), SocketConfig.DEFAULT, null);
        client.socket = client.stack.connect(null, new InetSocketAddress("10.0.1.1", 80), SocketConfig.DEFAULT, null);
        long end = nowNs + limitNs;
        while (nowNs < end && !over()) {
            turn(client);
            turn(server);
            long next = Math.min(client.dueNs, server.dueNs);
            if (!flights.isEmpty()) {
                next = Math.min(next, flights.peek().atNs());
            }
            if (next > nowNs) {
                if (next > end) {
                    break;
                }
                nowNs = next;
            }
            while (!flights.isEmpty() && flights.peek().atNs() <= nowNs) {
                Flight f = flights.poll();
                f.to().one.deliver(f.packet());
            }
        }
        List<String> logged = LoopLog.takeErrors();
        if (!logged.isEmpty()) {
            wrong.add("logged: " + logged.getFirst());
        }
        if (!wrong.isEmpty()) {
            return "wrong: " + String.join("; ", wrong);
        }
        return (over() ? whole() ? "done" : "ended" : deserted() ? "deserted" : "stuck") + ": client " + text(client) + ", server " + text(server);
    }

    private boolean whole() {
        return client.failure == null && server.failure == null && server.socket != null && client.read == bytes
                && server.read == bytes;
    }

    /** One end has given up, and the other, which waits for bytes and has none to send, cannot know. */
    private boolean deserted() {
        return server.socket != null && (client.failure != null && server.socket.unacknowledged() == 0
                || server.failure != null && client.socket.unacknowledged() == 0);
    }

    private String text(Side s) {
        return "wrote " + s.written + " read " + s.read + (s.ended ? " end" : "") + (s.failure == null ? "" : " " + s.failure);
    }

    private boolean over() {
        return isOver(client) && (server.socket == null ? client.failure != null : isOver(server));
    }

    private static boolean isOver(Side s) {
        return s.failure != null || s.ended && s.shut && s.socket.unacknowledged() == 0;
    }

    private void turn(Side s) {
        try {
            s.dueNs = s.stack.turn(nowNs);
        } catch (RuntimeException | Error e) {
            wrong.add("the loop threw " + e + " at " + e.getStackTrace()[0]);
            s.dueNs = Long.MAX_VALUE;
        }
        if (s == server && s.socket == null) {
            s.socket = listener.tryAccept();
        }
        if (s.socket != null && s.failure == null) {
            application(s, new Pattern(s == client ? 1 : 2), new Pattern(s == client ? 2 : 1));
        }
    }

    private void application(Side s, Pattern out, Pattern in) {
        try {
            if ((s.socket.ready() & StreamSocket.FAILED) != 0) {
                s.failure = s.socket.error();
                return;
            }
            while (s.written < bytes && (s.socket.ready() & StreamSocket.CONNECTED) != 0) {
                int n = s.socket.tryWrite(ByteBuffer.wrap(out.bytes(s.written, (int) Math.min(CHUNK, bytes - s.written))));
                s.written += n;
                if (n == 0) {
                    break;
                }
            }
            if (s.written == bytes && !s.shut) {
                s.shut = true;
                s.socket.shutdownOutput();
            }
            ByteBuffer buffer = ByteBuffer.allocate(1 << 16);
            for (int n = s.socket.tryRead(buffer); n != 0; n = s.socket.tryRead(buffer.clear())) {
                if (n < 0) {
                    s.ended = true;
                    if (s.read != bytes) {
                        wrong.add((s == client ? "client" : "server") + " read an end after " + s.read + " of " + bytes);
                    }
                    break;
                }
                long bad = in.mismatch(buffer.flip(), s.read);
                if (bad >= 0) {
                    wrong.add((s == client ? "client" : "server") + " read a wrong byte at " + bad);
                }
                s.read += n;
            }
        } catch (IOException e) {
            s.failure = e;
        }
    }

    @Override
    public void close() {
        client.stack.close();
        server.stack.close();
    }
}
