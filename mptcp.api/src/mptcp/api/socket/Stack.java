package mptcp.api.socket;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import mptcp.api.address.Endpoint;
import mptcp.api.address.LinkAddress;
import mptcp.api.address.Tags;
import mptcp.api.inspect.Inspector;
import mptcp.api.link.IpLink;
import mptcp.api.policy.PolicyControl;
import org.osgi.annotation.versioning.ProviderType;

/**
 * One host: links, addresses, listeners and connections, run by one loop, or by several ({@link StackConfig#loops}), each of
 * which has connections of its own: of these, what is said of the loop is meant of theirs. Methods may be called from any thread unless
 * they say otherwise; those that change something return when the loop has done it, and throw {@link LoopStuckException}
 * if it does not come back from something.
 */
@ProviderType
public interface Stack extends AutoCloseable {
    /** The name of the host, unique among the open stacks of a process. */
    String name();

    /** The settings as they are. */
    StackConfig config();

    /** Replaces the configuration; each setting says whether it reaches live connections. */
    void reconfigure(StackConfig config);

    /**
     * Adds a link with the addresses that are reached through it: packets from such an address leave by this link. The
     * stack closes the link when it is removed or the stack closes.
     */
    void addLink(IpLink link, List<LinkAddress> addresses);

    /** Removes a link by name; subflows on its addresses end as if their path had failed. */
    void removeLink(String name);

    /** In the order in which they were added: by their names and facts, whatever object stands for each. */
    List<IpLink> links();

    /** What is said of a link, for policies. @throws IllegalArgumentException if there is none of this name */
    Tags tags(String link);

    /**
     * Says something of a link, in place of what was said before; live connections see it at once.
     *
     * @throws IllegalArgumentException if there is none of this name
     */
    void tags(String link, Tags tags);

    /** Adds an address to a link; path managers are told. */
    void addAddress(String link, LinkAddress address);

    /** Removes an address; subflows on it end as if their path had failed, and path managers are told. */
    void removeAddress(InetAddress address);

    /** Those of all links, in the order in which they were added. */
    List<LinkAddress> addresses();

    /** The endpoints that path managers work with, as {@code ip mptcp endpoint} lists them. */
    List<Endpoint> endpoints();

    /** Replaces the list; the path managers of live connections are told. */
    void endpoints(List<Endpoint> endpoints);

    /**
     * Starts a connection and returns at once; {@link StreamSocket#awaitConnected} or the listener tells the end of it.
     *
     * @param local null, or the address to start from; port 0 for an ephemeral one
     * @throws IOException if no local address can reach the remote one or no port is free
     */
    StreamSocket connect(InetSocketAddress local, InetSocketAddress remote, SocketConfig config, SocketListener listener)
            throws IOException;

    /**
     * Starts a connection with its first bytes (TCP Fast Open, RFC 7413): what the peer's cookie and segment size admit goes
     * on the SYN, and reaches the application there a round trip sooner. A peer whose cookie is not known is asked for one,
     * and no byte is taken. Where SYNs with data get lost, or the peer does not take them, the bytes go after the handshake
     * like all others. An application whose first bytes must not be taken twice, should a network deliver the SYN again,
     * does not use it (section 2.1).
     *
     * @param first its position is advanced by what was taken; the caller writes the rest to the socket. Null: no Fast Open
     * @throws IOException as above
     */
    default StreamSocket connect(InetSocketAddress local, InetSocketAddress remote, SocketConfig config,
            SocketListener listener, ByteBuffer first) throws IOException {
        return connect(local, remote, config, listener);
    }

    /**
     * Starts a connection to a peer that has several addresses, those of its name for example: the first that answers is the one of
     * the first subflow. The path manager says in which order they are tried and how far apart ({@link
     * mptcp.api.path.PathManager#onOpening}); if it does not, each one when that before it has failed. Addresses that none of this
     * end's can reach are left out. No byte goes on a SYN.
     *
     * @param local null, or the address to start from; port 0 for an ephemeral one
     * @param remotes in the order in which they are preferred (RFC 6724)
     * @throws IOException if no local address can reach any of them or no port is free
     * @throws IllegalArgumentException if there are none
     * @since 2.1
     */
    default StreamSocket connect(InetSocketAddress local, List<InetSocketAddress> remotes, SocketConfig config,
            SocketListener listener) throws IOException {
        if (remotes.isEmpty()) {
            throw new IllegalArgumentException("no address to connect to");
        }
        return connect(local, remotes.getFirst(), config, listener);
    }

    /** Whether first bytes for this address, with these settings, would go on a SYN now; the local one may be null. */
    default boolean opensFast(InetSocketAddress local, InetSocketAddress remote, SocketConfig config) {
        return false;
    }

    /** From any address and port, with the settings of the stack. */
    default StreamSocket connect(InetSocketAddress remote) throws IOException {
        return connect(null, remote, SocketConfig.DEFAULT, null);
    }

    /**
     * From any address and port, with settings of its own, such as {@link SocketConfig#withPolicySettings}.
     *
     * @since 2.1
     */
    default StreamSocket connect(InetSocketAddress remote, SocketConfig config) throws IOException {
        return connect(null, remote, config, null);
    }

    /**
     * Listens.
     *
     * @param local address (a wildcard address for all) and port (0: an ephemeral one)
     * @param listener told on the loop of each connection that can be accepted, or null
     * @throws IOException if the port is in use or the address is not ours
     */
    StreamListener listen(InetSocketAddress local, SocketConfig config, AcceptListener listener) throws IOException;

    /** With the settings of the stack; connections wait to be accepted. */
    default StreamListener listen(InetSocketAddress local) throws IOException {
        return listen(local, SocketConfig.DEFAULT, null);
    }

    /** Who uses which policy, and swaps. */
    PolicyControl policies();

    /** What can be seen of the host. */
    Inspector inspector();

    /**
     * What the loop does not come back from, a policy that does not return, for people: found within a second by a watchdog
     * outside the loops. Meanwhile calls that need the loop end with {@link LoopStuckException}. Empty: it answers, as far as
     * is known. Any thread, never waits.
     */
    default Optional<String> stuckIn() {
        return Optional.empty();
    }

    /**
     * Runs something on the loop between two events and returns its result; called on the loop, runs it at once. Of several
     * loops, on the caller's or else the first: what it opens there lives there, what it asks of others' connections waits for
     * their loops.
     */
    <T> T call(Callable<T> task);

    /**
     * Resets all connections, closes links, ends the loop and gives the memory back. What sockets hold unread is lost, and
     * reading on fails. Any thread; called on the loop within a turn it takes effect at the end of that turn. A loop that
     * does not answer, since a policy does not return, is left behind after some seconds.
     */
    @Override
    void close();
}
