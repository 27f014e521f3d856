package mptcp.api.path;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import mptcp.api.address.Endpoint;
import mptcp.api.address.Tags;
import org.osgi.annotation.versioning.ProviderType;

/**
 * What a path manager can see and do. Commands take effect after the present event; they return false, and say why in a
 * counter, where they cannot be carried out (limit reached, connection closing, no such subflow). Loop thread only: on
 * another one everything here throws IllegalStateException. After {@link PathManager#detach} nothing is seen, and nothing done.
 */
@ProviderType
public interface PathCommands {
    /** Whether joins and announcements are possible; see {@link PathManager#onEstablished}. */
    boolean established();

    /** The host's addresses, whatever the family, in the order in which they were added. */
    List<InetAddress> localAddresses();

    /**
     * What is said of an address of the host, before there is a subflow from it: of its link, of itself and of its endpoint, by the same
     * name the last of these; {@link Tags#NONE} if nothing is, or if it is no address of the host.
     *
     * @since 2.1
     */
    default Tags tags(InetAddress local) {
        return Tags.NONE;
    }

    /** The host's configured endpoints; empty where only the policy's own settings say what to do. */
    List<Endpoint> endpoints();

    /** What the peer has announced and not withdrawn. */
    List<RemoteAddress> remoteAddresses();

    /**
     * Where the peer can be joined now, ports included: its first address under the id 0, unless the peer withdrew it or
     * declines joins to it (the C flag of RFC 8684 section 3.1), and what it has announced and not withdrawn. Whatever the
     * family; a snapshot.
     *
     * @since 1.2
     */
    default List<RemoteAddress> joinable() {
        return remoteAddresses();
    }

    /**
     * Mask of the slots in use; each can be looked at with the methods below, also while it is told to be closed. What {@link #open}
     * was asked for is among them after the present packet, write or timer only, and that may be several events: a path manager that
     * opens one subflow from each address remembers which it asked for.
     */
    int subflows();

    /** This end of the subflow; null of an unused slot. */
    InetSocketAddress local(int sf);

    /** The peer's end of the subflow; null of an unused slot. */
    InetSocketAddress remote(int sf);

    /** Our address id of the subflow. */
    int localId(int sf);

    /** The peer's address id of the subflow, or -1 while unknown. */
    int remoteId(int sf);

    /** Whether either end marked the subflow as backup. */
    boolean backup(int sf);

    /** Why a subflow ended. To be asked during the call that tells CLOSED; null at any other time. */
    SubflowEnd end(int sf);

    /** Settings of policies for the connection, by name; immutable, replaced as a whole before onConfiguration. */
    Map<String, String> settings();

    /**
     * Opens a subflow (MP_JOIN).
     *
     * @param local one of {@link #localAddresses}; the port is the stack's choice
     * @param remote address and port; port 0 means that of the first subflow
     * @return whether it is tried: {@link PathManager#onSubflow} tells what becomes of it. False, with a counter for each
     *     reason, if the connection cannot be joined (now), the address is not ours or of the other family, the peer
     *     forbids joins to its initial address, or the host's limit of subflows is reached
     */
    boolean open(InetAddress local, InetSocketAddress remote, boolean backup);

    /** Ends one subflow; its data not yet acknowledged goes to the others. */
    boolean close(int sf);

    /** Changes the priority of a subflow and tells the peer (MP_PRIO). */
    boolean setBackup(int sf, boolean backup);

    /**
     * Announces an address (ADD_ADDR, repeated until echoed); one that is announced already keeps its id and is not
     * announced again, so a path manager that takes over may simply announce what it wants. So it is with the address of the
     * first subflow, which the peer knows under the id 0 without being told. An address that the host loses is withdrawn by
     * the core; when it is back, it may be announced again.
     *
     * @param port 0: none given
     * @return the address id, or -1 if nothing can be announced (now) or all 255 ids are in use
     */
    int announce(InetAddress local, int port);

    /**
     * Withdraws an address (REMOVE_ADDR) and closes the subflows on it. REMOVE_ADDR has no echo; it is told again where the
     * subflow that carried it turns out not to deliver.
     *
     * @param addressId of an announced address, or 0 for that of the first subflow
     * @return whether the id stood for an address
     */
    boolean withdraw(int addressId);

    /**
     * Asks for one onTimer call after so many nanoseconds, at least a millisecond: a timer that is set again each time it comes
     * does not keep the loop from its work. A new call replaces the former.
     */
    void timer(long afterNs);

    /** An address that the peer announced. */
    record RemoteAddress(int addressId, InetAddress address, int port) {}
}
