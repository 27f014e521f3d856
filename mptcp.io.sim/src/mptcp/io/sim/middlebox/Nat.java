package mptcp.io.sim.middlebox;

import java.net.InetAddress;
import java.util.HashMap;
import java.util.Map;
import mptcp.io.sim.Direction;
import mptcp.io.sim.Middlebox;
import mptcp.io.sim.MiddleboxPort;
import mptcp.io.sim.Packet;
import mptcp.io.sim.packet.TcpView;

/**
 * Address and port translation: what comes from end A leaves with one public address and a port of its own; what comes
 * back is translated again, and anything else from outside is dropped. The mapping does not depend on the peer
 * (RFC 5382 section 4.1).
 */
public final class Nat implements Middlebox {
    private final InetAddress publicAddress;
    private final byte[] publicBytes;
    private final int firstPort;
    private final TcpView view = new TcpView();
    private final Map<Inside, Integer> ports = new HashMap<>();
    private final Map<Integer, Inside> insides = new HashMap<>();

    /**
     * A translator.
     *
     * @param publicAddress what the outside sees; packets of the other IP version are dropped
     * @param firstPort the first port to give out
     */
    public Nat(InetAddress publicAddress, int firstPort) {
        this.publicAddress = publicAddress;
        this.publicBytes = publicAddress.getAddress();
        this.firstPort = firstPort;
    }

    /** Forgets every translation, as after a restart: connections through it break. */
    public void forget() {
        ports.clear();
        insides.clear();
    }

    public InetAddress publicAddress() {
        return publicAddress;
    }

    /** How many pairs of address and port have a translation. */
    public int translations() {
        return ports.size();
    }

    @Override
    public Verdict packet(Packet packet, Direction direction, MiddleboxPort port, long nowNs) {
        if (!view.parse(packet.memory(), packet.offset(), packet.length())
                || view.addressLength() != publicBytes.length) {
            return Verdict.DROP;
        }
        return direction == Direction.FORWARD ? outward() : inward();
    }

    private Verdict outward() {
        Inside inside = new Inside(InsideAddress.of(view, view.sourceAddress()), view.sourcePort());
        int mapped = ports.computeIfAbsent(inside, k -> firstPort + ports.size());
        insides.put(mapped, inside);
        view.address(view.sourceAddress(), publicBytes);
        view.sourcePort(mapped);
        return Verdict.PASS;
    }

    private Verdict inward() {
        Inside inside = insides.get(view.destinationPort());
        if (inside == null || !InsideAddress.of(view, view.destinationAddress()).is(publicBytes)) {
            return Verdict.DROP;
        }
        view.address(view.destinationAddress(), inside.address().bytes().array());
        view.destinationPort(inside.port());
        return Verdict.PASS;
    }

    /** Who is behind a public port. */
    private record Inside(InsideAddress address, int port) {}
}
