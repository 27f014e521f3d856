package mptcp.bench;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import mptcp.api.address.LinkAddress;
import mptcp.api.inspect.ConnectionSnapshot;
import mptcp.api.link.IpLink;
import mptcp.api.policy.PolicyControl;
import mptcp.api.policy.PolicyRegistry;
import mptcp.api.socket.DrivenStack;
import mptcp.api.socket.Entropy;
import mptcp.api.socket.SocketConfig;
import mptcp.api.socket.StackConfig;
import mptcp.api.socket.StackFactory;
import mptcp.api.socket.StreamSocket;
import mptcp.io.sim.DirectLink;

/**
 * Two stacks of one thread, joined by links without delay or loss, and a connection between them that carries bytes from
 * the client to the server. Time is the caller's.
 */
final class DirectPair implements AutoCloseable {
    private static final int MTU = 1500;
    private static final int PORT = 5001;
    private static final int SUBFLOW_TURNS = 10_000;

    private final StackFactory factory = Policies.factory();
    private final DrivenStack client;
    private final DrivenStack server;
    private final List<IpLink> clientLinks = new ArrayList<>();
    private final List<IpLink> serverLinks = new ArrayList<>();
    private final Source source = new Source();
    private final Sink sink = new Sink();
    private StreamSocket socket;
    private long allowed;
    private long nowNs;

    /**
     * @param subflows 0: plain TCP; otherwise as many subflows of MPTCP, each on a link of its own
     * @param superSegments whether the links take segments of up to 64 KiB and leave checksums out; otherwise packets
     *     are of 1500 bytes at most and their checksums are computed and verified
     * @param checksums whether there are DSS checksums too
     */
    record Options(int subflows, boolean superSegments, boolean checksums) {
        boolean mptcp() {
            return subflows > 0;
        }
    }

    DirectPair(Options options, long startNs) {
        int links = Math.max(1, options.subflows());
        client = factory.createDriven(config("client", 1, options).build());
        server = factory.createDriven(config("server", 2, options).build());
        nowNs = startNs;
        for (int i = 1; i <= links; i++) {
            DirectLink.Pair pair = DirectLink.pair("path" + i, "path" + i, MTU);
            add(client, clientLinks, options.superSegments() ? pair.a() : new OrdinaryLink(pair.a()), i, 1);
            add(server, serverLinks, options.superSegments() ? pair.b() : new OrdinaryLink(pair.b()), i, 2);
        }
    }

    private static StackConfig.Builder config(String name, long seed, Options options) {
        return StackConfig.builder(name).entropy(Entropy.seeded(seed)).mptcpVersion(options.mptcp() ? 1 : -1)
                .policyClock(System::nanoTime) // calls into policies are measured, as by a stack with a loop of its own
                .checksums(options.checksums()).maxSubflows(Math.max(1, options.subflows()))
                .policySettings(Map.of("static.addresses", name.equals("server") ? addresses(options) : ""));
    }

    /** What the server announces, so that the client joins it: all addresses but the first. */
    private static String addresses(Options options) {
        List<String> all = new ArrayList<>();
        for (int i = 2; i <= options.subflows(); i++) {
            all.add("10.0." + i + ".2");
        }
        return String.join(",", all);
    }

    private static void add(DrivenStack stack, List<IpLink> links, IpLink link, int number, int host) {
        stack.addLink(link, List.of(LinkAddress.of("10.0." + number + "." + host + "/24")));
        links.add(link);
    }

    /** The policies that both ends choose from. */
    PolicyRegistry registry() {
        return factory.policies();
    }

    /** Opens the connection and waits until it has all its subflows. */
    void connect(int subflows) throws IOException {
        InetSocketAddress to = new InetSocketAddress(LinkAddress.of("10.0.1.2").address(), PORT);
        server.listen(to, SocketConfig.DEFAULT, l -> l.tryAccept().listener(sink));
        socket = client.connect(null, to, SocketConfig.DEFAULT, source);
        transfer(1 << 16);
        for (int i = 0; i < SUBFLOW_TURNS && connection().subflows().size() < subflows; i++) {
            turn(nowNs + 1_000_000);
        }
        if (connection().subflows().size() < subflows) {
            throw new IOException("the connection has not " + subflows + " subflows: " + connection());
        }
    }

    ConnectionSnapshot connection() {
        return client.inspector().connections().getFirst();
    }

    /** Lets bytes through and returns when they have arrived; time runs 20 us a turn, or on to the next deadline. */
    void transfer(long bytes) throws IOException {
        allow(bytes);
        while (sink.received() < allowed) {
            long next = turn(nowNs);
            check();
            nowNs = next <= nowNs ? nowNs + 20_000 : Math.min(next, nowNs + 1_000_000);
        }
    }

    /** Lets that many more bytes be written. */
    void allow(long bytes) {
        allowed += bytes;
        source.allow(bytes);
        source.ready(socket, 0);
    }

    /** Has the moments noted at which the client's packets with data leave; its links are ordinary ones. */
    void note(DataTimes times) {
        clientLinks.forEach(link -> ((OrdinaryLink) link).note(times));
    }

    /** The policies of the client, which sends. */
    PolicyControl policies() {
        return client.policies();
    }

    /** One turn of the client. @return when the next is due */
    long clientTurn(long atNs) {
        nowNs = atNs;
        return client.turn(atNs);
    }

    /** One turn of the server. @return when the next is due */
    long serverTurn(long atNs) {
        nowNs = atNs;
        return server.turn(atNs);
    }

    /** One turn of each stack. @return when the next is due */
    long turn(long atNs) {
        nowNs = atNs;
        return Math.min(client.turn(atNs), server.turn(atNs));
    }

    /** @throws IOException if the connection has failed */
    void check() throws IOException {
        if (source.failure() != null) {
            throw source.failure();
        }
        if (sink.failure() != null) {
            throw sink.failure();
        }
    }

    /** Bytes read by the server's application. */
    long received() {
        return sink.received();
    }

    /** Packets sent by both ends so far; super-segments count once. */
    long packets() {
        long sum = 0;
        for (IpLink link : clientLinks) {
            sum += link.statistics().txPackets();
        }
        for (IpLink link : serverLinks) {
            sum += link.statistics().txPackets();
        }
        return sum;
    }

    @Override
    public void close() {
        client.close();
        server.close();
    }
}
