package mptcp.pathmanager.ndiffports;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import mptcp.api.path.PathCommands;
import mptcp.api.path.PathManager;
import mptcp.api.policy.ConnectionInfo;
import mptcp.api.policy.SubflowEvent;
import mptcp.policy.support.PeerAddresses;

/**
 * Several subflows between the first subflow's two addresses, each from a port of its own, so that equal-cost multipath
 * routing spreads them (Raiciu et al., SIGCOMM 2011; RFC 8041). The active opener opens them when the connection is
 * established. One that fails is not replaced; one that the core refuses is tried again when a subflow ends. Where one of
 * the two addresses goes, and the subflows with it, they are opened again when it is back.
 */
public final class NDiffPorts implements PathManager {
    private final int count;
    private PathCommands commands;
    private ConnectionInfo connection;
    private PeerAddresses peer;
    private boolean established;
    private int opened;

    /** @param count subflows, the first one included */
    public NDiffPorts(int count) {
        this.count = count;
    }

    @Override
    public void attach(PathCommands commands, ConnectionInfo connection, long nowNs) {
        this.commands = commands;
        this.connection = connection;
        peer = new PeerAddresses(commands, connection);
        established = commands.established();
        opened = Math.max(1, alike());
        open();
    }

    @Override
    public void onEstablished(long nowNs) {
        established = true;
        peer.refresh();
        open();
    }

    @Override
    public void onSubflow(int sf, SubflowEvent event, long nowNs) {
        if (event == SubflowEvent.CLOSED) {
            open();
        }
    }

    @Override
    public void onLocalAddress(InetAddress address, boolean present, long nowNs) {
        open();
    }

    @Override
    public void onAddAddr(int addressId, InetAddress address, int port, long nowNs) {
        peer.announced(addressId, address, port);
        open();
    }

    @Override
    public void onRemoveAddr(int addressId, long nowNs) {
        peer.withdrawn(addressId);
        open();
    }

    private void open() {
        if (!established || !connection.initiator()) {
            return;
        }
        InetAddress local = connection.local().getAddress();
        InetSocketAddress remote = peer.first();
        if (remote == null || !commands.localAddresses().contains(local)) {
            opened = 0; // what there was goes with the address
            return;
        }
        while (opened < count && commands.open(local, remote, false)) {
            opened++;
        }
    }

    /** Subflows between the two addresses that are there already. */
    private int alike() {
        int found = 0;
        for (int rest = commands.subflows(); rest != 0; rest &= rest - 1) {
            int sf = Integer.numberOfTrailingZeros(rest);
            boolean alike = commands.local(sf).getAddress().equals(connection.local().getAddress())
                    && commands.remote(sf).equals(connection.remote());
            found += alike ? 1 : 0;
        }
        return found;
    }
}
