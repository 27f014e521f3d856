package mptcp.io.sim;

import java.util.Locale;
import java.util.Objects;
import java.util.function.Consumer;
import mptcp.io.sim.packet.PacketText;

/**
 * Tells what happens in lines of text, one for each packet sent, received or dropped, such as
 * {@code 0.010600000 p1> received 10.0.1.1.40000 > 10.0.1.2.80: Flags [S], seq 1, win 65535, length 0}. For people: it
 * allocates. The consumer is called on the network's thread.
 */
public final class TextTrace implements NetworkListener {
    private static final long NS_PER_S = 1_000_000_000;

    private final Consumer<String> lines;

    public TextTrace(Consumer<String> lines) {
        this.lines = Objects.requireNonNull(lines, "lines");
    }

    @Override
    public void sent(SimPath path, Direction direction, Packet packet, long nowNs) {
        line(path, direction, "sent", packet, nowNs);
    }

    @Override
    public void received(SimPath path, Direction direction, Packet packet, long nowNs) {
        line(path, direction, "received", packet, nowNs);
    }

    @Override
    public void dropped(
            SimPath path, Direction direction, Hop hop, DropReason reason, Packet packet, long nowNs) {
        line(path, direction, "dropped(" + reason + (hop == null ? "" : " at " + hop.name()) + ")", packet, nowNs);
    }

    private void line(SimPath path, Direction direction, String what, Packet packet, long nowNs) {
        String arrow = direction == Direction.FORWARD ? "> " : "< ";
        lines.accept(String.format(Locale.ROOT, "%d.%09d %s%s%s %s", nowNs / NS_PER_S, nowNs % NS_PER_S,
                path.name(), arrow, what, PacketText.of(packet.memory(), packet.offset(), packet.length())));
    }
}
