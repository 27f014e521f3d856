package mptcp.experiment.sim;

import java.util.ArrayList;
import java.util.List;
import mptcp.io.sim.Direction;
import mptcp.io.sim.NetworkListener;
import mptcp.io.sim.Packet;
import mptcp.io.sim.SimPath;
import mptcp.io.sim.packet.TcpView;

/** Looks at each packet with payload once, and tells the flow it belongs to, which the server's port says. */
final class WireTap implements NetworkListener {
    private final int firstPort;
    private final List<FlowRun> flows = new ArrayList<>();
    private final TcpView view = new TcpView();

    /** @param firstPort that of the first flow; the others' follow it */
    WireTap(int firstPort) {
        this.firstPort = firstPort;
    }

    void add(FlowRun flow) {
        flows.add(flow);
    }

    @Override
    public void sent(SimPath path, Direction direction, Packet packet, long nowNs) {
        FlowRun flow = flow(packet);
        if (flow != null) {
            flow.sent(path, view, isUp(), nowNs);
        }
    }

    @Override
    public void received(SimPath path, Direction direction, Packet packet, long nowNs) {
        FlowRun flow = flow(packet);
        if (flow != null) {
            flow.delivered(path, view, isUp());
        }
    }

    /** Null: it carries nothing, or is nobody's. */
    private FlowRun flow(Packet packet) {
        if (!view.parse(packet.memory(), packet.offset(), packet.length()) || view.payloadLength() == 0) {
            return null;
        }
        int number = (isUp() ? view.destinationPort() : view.sourcePort()) - firstPort;
        return number >= 0 && number < flows.size() ? flows.get(number) : null;
    }

    private boolean isUp() {
        int number = view.destinationPort() - firstPort;
        return number >= 0 && number < flows.size();
    }
}
